package afterglow.compare;

import afterglow.bench.JmhFiles;
import afterglow.cli.BadInputException;
import afterglow.cli.Cli;
import afterglow.cli.EnvironmentException;
import afterglow.cli.Plugins;
import afterglow.cli.Progress;
import afterglow.jvm.Jdk;
import afterglow.jvm.Relaunch;
import afterglow.report.Report;
import afterglow.results.Environment;
import afterglow.results.RunFolder;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Collector;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job, as {@code scripts/compare.sh} starts it: plan, measure, write, and print the table people came for. */
@Command(
        name = "compare.sh",
        mixinStandardHelpOptions = true,
        version = "Afterglow 1.0",
        sortOptions = false,
        description = {
            "Compares the ways to time a send out: what each costs, and what it leaves in the heap.",
            "Writes CSV into a folder below results/ and prints the verdicts."
        },
        footer = {
            "",
            "Examples:",
            "  scripts/compare.sh --strategies none,reused,scheduled-cancelled --subscribers 100",
            "  scripts/compare.sh --jdk /opt/jdk-17 --jdk /opt/jdk-25 --against reused"
        })
public final class Main implements Callable<Integer> {

    /** An interval so narrow that further rounds would only confirm it: its width, as a part of the ratio. */
    private static final double NARROW = 0.05;

    /** What a run that goes on may be told again; all else stands in its folder. */
    private static final Set<String> BESIDE_RESUME =
            Set.of("--resume", "--jdk", "--gc", "--jvm-args", "--classpath", "--baseline", "--dry-run");

    private final PrintStream out = System.out;

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "At most 3 minutes on 2 cores; the default.")
    private boolean quick;

    @Option(names = "--full", description = "At most an hour: more rounds, longer ones, and how each cost grows.")
    private boolean full;

    @Option(names = "--strategies", split = ",", paramLabel = "ID", description = "Which; every one unless given.")
    private List<String> strategies = List.of();

    @Option(
            names = "--subscribers",
            split = ",",
            paramLabel = "N",
            description = "How many a message goes to; the first is the table's.")
    private List<String> subscribers = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "How often every point is measured, however long that takes; as the time allows unless given.")
    private @Nullable String rounds;

    @Option(
            names = "--forks",
            paramLabel = "FORKS",
            description = "own: a JVM for each point; shared: one for all points of a strategy, for less time. As the"
                    + " time allows unless given.")
    private @Nullable Forks forks;

    @Option(
            names = "--against",
            paramLabel = "ID",
            description = "A strategy that all others are compared with as well.")
    private String against = "";

    @Option(
            names = "--jdk",
            paramLabel = "HOME",
            description = "A JDK to measure on; repeatable. This one unless given.")
    private List<Path> jdks = List.of();

    @Option(
            names = "--gc",
            paramLabel = "GC",
            description = "A collector to measure under: ${COMPLETION-CANDIDATES}; repeatable.")
    private List<Collector> collectors = List.of();

    @Option(names = "--jvm-args", paramLabel = "ARGS", description = "Options of the timed JVMs; repeatable.")
    private List<String> jvmArgs = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the order in which the points are measured; random unless given.")
    private long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);

    @Option(names = "--classpath", paramLabel = "JARS", description = "Jars or folders with strategies of your own.")
    private String classPath = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the run's files go; a new folder below results/ unless given.")
    private @Nullable Path folder;

    @Option(names = "--resume", paramLabel = "DIR", description = "Go on with a run that was stopped.")
    private @Nullable Path resumed;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Run part I of N of the plan; needs --seed and --rounds.")
    private @Nullable String shard;

    @Option(
            names = "--baseline",
            paramLabel = "DIR",
            description = "An earlier run: exit 1 if a verdict, B/send or a ratio to the floor got worse since.")
    private @Nullable Path baseline;

    @Option(names = "--dry-run", description = "Print the plan and measure nothing.")
    private boolean dryRun;

    Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (Relaunch.needed()) {
            System.exit(Relaunch.run(Main.class, args));
        }
        Relaunch.haltWithParent();
        System.exit(Cli.of(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (quick && full) {
            throw new BadInputException("--quick and --full exclude each other; give one");
        }
        Plugins plugins = Plugins.load(classPath);
        Shard part = shard == null ? Shard.WHOLE : Shard.parse(shard);
        boolean fixedRounds = rounds != null;
        Plan plan;
        Path target;
        if (resumed == null) {
            plan = plan(plugins);
            target = folder != null ? folder : RunFolder.fresh();
        } else {
            requireNothingElse();
            RecordedPlan recorded = new RecordedPlan(resumed);
            plan = recorded.plan(plugins.strategies(), variants());
            target = resumed;
            part = Shard.parse(recorded.value("shard"));
            against = recorded.value("against");
            fixedRounds = recorded.fixedRounds();
        }
        if (part.count() > plan.rounds()) {
            throw new BadInputException("--shard " + part + ": the plan has only " + plan.rounds()
                    + " rounds, and each goes to one part; give --rounds " + part.count() + " or more");
        }
        Gate gate = baseline == null ? null : Gate.against(baseline, plugins.strategies());
        if (gate != null) {
            gate.requireComparable(plan);
        }
        Optional<Observations> earlier = resumed == null ? Optional.empty() : Optional.of(new Observations(resumed));
        List<Step> left = plan.steps(part).stream()
                .filter(step -> earlier.stream().noneMatch(seen -> seen.has(step)))
                .toList();
        announce(plan, part, left, target);
        if (dryRun) {
            left.forEach(step -> out.printf(
                    "round %d, %s: %s%n", step.round(), step.variant().label(), step.label()));
            return 0;
        }
        if (earlier.isEmpty()) {
            claim(target);
        }
        Observations observations = earlier.isPresent() ? earlier.get() : new Observations(target);
        int status = measure(plan, plugins, part, fixedRounds, left, observations, target);
        return gate == null || status != 0 ? status : judge(gate, plan, target);
    }

    private int judge(Gate gate, Plan plan, Path target) throws IOException {
        Gate.Judgement judgement = gate.judge(plan, target);
        out.print("\n" + judgement.inWords());
        return judgement.passed() ? 0 : Cli.GATE_FAILED;
    }

    private Plan plan(Plugins plugins) {
        Effort effort = full ? Effort.FULL : Effort.QUICK;
        List<Variant> variants = variants();
        List<String> contestants = contestants(plugins, variants);
        if (!against.isEmpty() && !contestants.contains(against)) {
            throw new BadInputException("--against '" + against + "' is not among the strategies that are measured");
        }
        if (shard != null && rounds == null) {
            throw new BadInputException("--shard needs --seed and --rounds, the same for every part");
        }
        if (forks == Forks.SHARED && !effort.mayShare()) {
            throw new BadInputException("--forks shared: --full has a fork for each point; leave one of the two out");
        }
        // Who says how many rounds says how long it may take.
        Plan plan = rounds == null
                ? Plan.affordable(plugins.strategies(), contestants, variants, seed, effort, forks)
                : Plan.whole(
                        plugins.strategies(), contestants, variants, seed, effort, forks == null ? Forks.OWN : forks);
        if (!subscribers.isEmpty()) {
            List<Integer> sizes = subscribers.stream()
                    .distinct()
                    .map(n -> whole("--subscribers", n, 1_000_000))
                    .toList();
            plan = plan.with(Plan.points(sizes)).inTime(forks);
        }
        return rounds == null ? plan : plan.withRounds(whole("--rounds", rounds, 1_000));
    }

    private List<Variant> variants() {
        try {
            List<Jdk> chosen = jdks.isEmpty()
                    ? List.of(Jdk.current())
                    : jdks.stream().distinct().map(Jdk::at).toList();
            for (Collector gc : collectors) {
                for (Jdk jdk : chosen) {
                    if (jdk.feature() < gc.firstJdk()) {
                        throw new BadInputException(
                                "--gc " + gc + " needs JDK " + gc.firstJdk() + " or later, not " + jdk.feature());
                    }
                }
            }
            return Variant.of(chosen, collectors, jvmArgs);
        } catch (BadInputException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new BadInputException("--jdk: " + e.getMessage(), e);
        }
    }

    private List<String> contestants(Plugins plugins, List<Variant> variants) {
        int newest = variants.stream()
                .mapToInt(variant -> variant.jdk().feature())
                .max()
                .orElseThrow();
        if (strategies.isEmpty()) {
            return plugins.strategies().availableOn(newest);
        }
        List<String> chosen = strategies.stream().map(String::strip).distinct().toList();
        chosen.forEach(id -> plugins.strategies().describeOn(newest, id));
        return chosen;
    }

    private int measure(
            Plan plan,
            Plugins plugins,
            Shard part,
            boolean fixedRounds,
            List<Step> left,
            Observations observations,
            Path target)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        Environment environment = plan.record(Environment.now())
                .set("version", "1.0")
                .set("shard", part.toString())
                .set("fixed_rounds", Boolean.toString(fixedRounds))
                .set("against", against);
        Table.replace(target, Schema.ENVIRONMENT, environment.rows());
        Statistics statistics = new Statistics(plan, observations, against);
        Execution execution = new Execution(
                plan,
                plugins,
                observations,
                JmhFiles.beside(target, List.of(ResultFormatType.JSON, ResultFormatType.CSV)));
        Progress progress = new Progress(out, left.size());
        List<String> failures = execution.run(
                part,
                progress,
                fixedRounds || part.count() > 1 ? round -> false : enough(plan, left, statistics, progress, started));
        environment.load("after").set("failed_steps", Integer.toString(failures.size()));
        Table.replace(target, Schema.ENVIRONMENT, environment.rows());
        out.print(Headline.of(plan, statistics.write(target)));
        plan.absences().forEach(out::println);
        failures.forEach(failure -> System.err.println("failed: " + failure));
        Report.write(List.of(target), target.resolve("report.html"));
        out.printf("%nAfter %s, in %s%n", inWords(Duration.ofNanos(System.nanoTime() - started)), target);
        return failures.isEmpty() ? 0 : Cli.GATE_FAILED;
    }

    /** Rounds go on until they teach nothing more, or the time is up. */
    private static IntPredicate enough(
            Plan plan, List<Step> left, Statistics statistics, Progress progress, long started) {
        return round -> {
            Duration spent = Duration.ofNanos(System.nanoTime() - started);
            // A machine may be slower than planned for. What is counted has to come in any case.
            Duration planned = plan.estimate(left.stream().filter(step -> step.round() <= round));
            double pace = planned.isZero() ? 1 : (double) spent.toNanos() / (double) planned.toNanos();
            double through = pace
                    * (double) plan.estimate(left.stream()
                                    .filter(step -> step.round() <= round + 1 || !(step instanceof Step.Timed)))
                            .toNanos();
            if (through > (double) plan.effort().limit().toNanos()) {
                progress.note("round %d is the last: this machine is %.1f times as slow as planned for"
                        .formatted(round, pace));
                return true;
            }
            return round >= plan.effort().leastRounds() && statistics.narrow(NARROW);
        };
    }

    private void requireNothingElse() {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
            if (!BESIDE_RESUME.contains(given.longestName())) {
                throw new BadInputException(
                        given.longestName() + ": a run that goes on keeps the plan in its folder; leave it out");
            }
        }
    }

    private void announce(Plan plan, Shard part, List<Step> left, Path target) {
        out.printf(
                "Afterglow compares %d strategies on %s (%s, seed %d).%n",
                plan.strategies().size(),
                String.join(
                        " and ", plan.variants().stream().map(Variant::label).toList()),
                plan.effort().name().toLowerCase(java.util.Locale.ROOT),
                plan.seed());
        if (plan.forks() == Forks.SHARED) {
            out.printf(
                    "Forks: shared. A strategy's %d points run in one JVM each round, with short warm-ups.%n",
                    plan.points().size());
        }
        out.printf(
                "%d round%s%s, %d steps%s, a fresh JVM for each: about %s. Results: %s%n%n",
                plan.rounds(),
                plan.rounds() == 1 ? "" : "s",
                part.count() == 1 ? "" : ", of which part " + part,
                left.size(),
                resumed == null ? "" : " left",
                inWords(plan.estimate(left.stream())),
                target);
    }

    private static void claim(Path target) {
        try {
            RunFolder.claim(target);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException(
                    "--out: '" + target + "' is no empty folder; name another, or go on there with --resume", e);
        } catch (IOException e) {
            throw new EnvironmentException("--out: '" + target + "' cannot be written; name a folder that can be", e);
        }
    }

    private static int whole(String option, String text, int most) {
        return Optional.of(text.strip())
                .filter(digits -> digits.matches("[0-9]{1,7}"))
                .map(Integer::parseInt)
                .filter(value -> value >= 1 && value <= most)
                .orElseThrow(
                        () -> new BadInputException(option + " '" + text + "' is no whole number from 1 to " + most));
    }

    private static String inWords(Duration duration) {
        return duration.toMinutes() == 0
                ? duration.toSeconds() + " s"
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
