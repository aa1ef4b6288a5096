package afterglow.compare;

import afterglow.bench.JmhFiles;
import afterglow.cli.BadInputException;
import afterglow.cli.Cli;
import afterglow.cli.Progress;
import afterglow.cli.UserClassPath;
import afterglow.judge.Gate;
import afterglow.judge.Judge;
import afterglow.jvm.Jdk;
import afterglow.jvm.Relaunch;
import afterglow.report.Report;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.JvmSetup;
import afterglow.results.RunFolder;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Collector;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job, as {@code scripts/compare.sh} starts it: plans, measures, writes, and prints the verdicts. */
@Command(
        name = "compare.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares timeout strategies: what each adds to a send, and what it leaves in the heap.",
            "Writes CSV into a folder below results/ and prints the verdicts."
        },
        footer = {
            "",
            "Examples:",
            "  scripts/compare.sh --strategies none,reused,scheduled-cancelled --subscribers 100",
            "  scripts/compare.sh --strategies none,reused,wheel --points broadcast:100,request:0 --generations 5",
            "  scripts/compare.sh --jdk /opt/jdk-17 --jdk /opt/jdk-25 --against reused"
        })
public final class Main implements Callable<Integer> {

    /** The options that may be given beside {@code --resume}; all else comes from the run's folder. */
    private static final Set<String> BESIDE_RESUME =
            Set.of("--resume", "--jdk", "--gc", "--jvm-args", "--classpath", "--baseline", "--dry-run");

    static final List<ResultFormatType> JMH_FORMATS = List.of(ResultFormatType.JSON, ResultFormatType.CSV);

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Takes at most 5 minutes on 2 cores; the default.")
    private boolean quick;

    @Option(names = "--full", description = "Takes at most an hour: eight generations, and sends without a pause.")
    private boolean full;

    @Option(names = "--strategies", split = ",", paramLabel = "ID", description = "Ids of strategies (default: all).")
    private List<String> strategies = List.of();

    @Option(
            names = "--subscribers",
            split = ",",
            paramLabel = "N",
            description = "Numbers of subscribers that receive each message; the table shows the first.")
    private List<Integer> subscribers = List.of();

    @Option(
            names = "--points",
            split = ",",
            paramLabel = "POINT",
            description =
                    "Points to time, without a time limit: broadcast:N (subscribers), inflight:N (outstanding), request:0,"
                            + " arm:N (others outstanding), expiry:N (due at once). The table shows the first.")
    private List<BenchmarkPoint> points = List.of();

    @Option(
            names = "--generations",
            paramLabel = "N",
            description = "Number of generations: sets of new JVMs that measure every point, without a time limit.")
    private @Nullable Integer generations;

    @Option(
            names = "--against",
            paramLabel = "ID",
            description = "A strategy that all others are compared with, besides the floor (a send without a timeout).")
    private String against = "";

    @Option(names = "--jdk", paramLabel = "HOME", description = "JDK to measure on; repeatable (default: this one).")
    private List<Jdk> jdks = List.of(Jdk.current());

    @Option(names = "--gc", paramLabel = "GC", description = "Collector: ${COMPLETION-CANDIDATES}; repeatable.")
    private List<Collector> collectors = List.of();

    @Option(names = "--jvm-args", paramLabel = "ARGS", description = "Options of the timed JVMs; repeatable.")
    private List<String> jvmArgs = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the order of the JVMs' turns (default: random).")
    private @Nullable Long seed;

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the run (default: a new one below results/).")
    private @Nullable Path folder;

    @Option(names = "--resume", paramLabel = "DIR", description = "Continues a run that was stopped.")
    private @Nullable Path resumed;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Runs part I of N of the plan, in whole generations; needs --seed and --generations.")
    private @Nullable String shard;

    @Option(
            names = "--baseline",
            paramLabel = "DIR",
            description = "Folder of an earlier run: exit 1 if a verdict, B/send, added ns or the floor got worse.")
    private @Nullable Path baseline;

    @Option(names = "--dry-run", description = "Prints the plan and measures nothing.")
    private boolean dryRun;

    private String leftOut = "";

    public static void main(String[] args) {
        Relaunch.haltWithParent();
        System.exit(Cli.of(new Main())
                .setExecutionStrategy(parsed -> Cli.execute(parsed, Relaunch.needed()))
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (quick && full) {
            throw new BadInputException("--quick and --full exclude each other; give one");
        }
        Strategies registry = Strategies.load();
        Map<JvmSetup, Jdk> jvms = jvms();
        RecordedPlan recorded = resumed == null ? null : recorded(resumed);
        Plan plan = recorded == null ? plan(registry, jvms.keySet()) : recorded.plan(registry, jvms.keySet());
        Shard part = shard == null ? Shard.WHOLE : Shard.parse(shard);
        int whole = plan.generationCount() * plan.groups();
        if (part.count() > whole) {
            throw new BadInputException("--shard " + part + ": the plan has only " + whole
                    + " generations, and each goes to one part; give --generations " + part.count() + " or more");
        }
        // A user who chose the points left none out.
        boolean chosen = !points.isEmpty() || !subscribers.isEmpty();
        leftOut = recorded != null ? recorded.value("left_out") : chosen ? "" : Plan.identities(plan.left());
        Environment environment = plan.record(Environment.now())
                .set("left_out", leftOut)
                .set("classpath", userClassPath.names())
                .set("shard", part.toString())
                .set("against", against);
        if (recorded != null) {
            RecordedPlan.joinMachines(List.of(recorded.environment(), environment), environment);
            environment.set("started_utc", recorded.value("started_utc"));
        }
        Gate gate = gate(environment);
        Path target = resumed != null ? resumed : folder != null ? folder : RunFolder.fresh();
        announce(plan, part, target);
        if (dryRun) {
            show(plan, part);
            return 0;
        }
        if (resumed == null) {
            Cli.claim(target, "name another, or go on there with --resume");
        }
        int status = measure(plan, jvms, part, environment, target);
        if (gate == null) {
            return status;
        }
        if (status != 0) {
            System.out.println("Not compared with the baseline, because the run failed.");
            return status;
        }
        Gate.Judgement judgement = gate.judge(target);
        System.out.print("\n" + judgement.inWords());
        return judgement.passed() ? 0 : Cli.GATE_FAILED;
    }

    /** The plan of the run to resume; refuses options that would say another. */
    private RecordedPlan recorded(Path run) throws IOException {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptions()) {
            if (!BESIDE_RESUME.contains(given.longestName())) {
                throw new BadInputException(given.longestName()
                        + ": --resume takes the plan from the run's folder; leave out " + given.longestName());
            }
        }
        RecordedPlan recorded = RecordedPlan.read(run);
        shard = recorded.value("shard");
        against = recorded.value("against");
        return recorded;
    }

    private @Nullable Gate gate(Environment environment) throws IOException {
        if (baseline == null) {
            return null;
        }
        try {
            Gate gate = new Gate(baseline);
            gate.requireComparable(environment);
            return gate;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private Plan plan(Strategies registry, Collection<JvmSetup> setups) {
        List<String> contestants = contestants(registry, setups);
        if (!against.isEmpty() && !contestants.contains(against)) {
            throw new BadInputException("--against '" + against + "' is not among the strategies that are measured");
        }
        if (shard != null && (seed == null || generations == null)) {
            throw new BadInputException("--shard needs --seed and --generations, the same for every part");
        }
        if (!points.isEmpty() && !subscribers.isEmpty()) {
            throw new BadInputException("--subscribers and --points exclude each other; give one");
        }
        int groups = Memory.groups(contestants.size(), setups, Memory.availableMegabytes());
        long orders = seed != null ? seed : ThreadLocalRandom.current().nextInt(1, 1_000_000);
        Plan plan = new Plan(
                registry, contestants, List.copyOf(setups), groups, orders, full ? RunEffort.FULL : RunEffort.QUICK);
        // A user who says what is to be measured also decides how long it takes: no budget applies.
        List<BenchmarkPoint> asked = points();
        if (asked.isEmpty() && generations == null) {
            return plan.affordable();
        }
        int sets = generations == null ? plan.generationCount() : bounded("--generations", generations, 1_000);
        return plan.with(asked.isEmpty() ? plan.points() : asked, sets, sets);
    }

    private List<BenchmarkPoint> points() {
        Stream<BenchmarkPoint> broadcasts = subscribers.stream()
                .map(n -> bounded("--subscribers", n, 1_000_000))
                .map(n -> new BenchmarkPoint(BenchmarkPoint.Kind.BROADCAST, n));
        return Stream.concat(points.stream(), broadcasts).distinct().toList();
    }

    /** Every combination of JDK, collector and options that was asked for, with its JDK. */
    private Map<JvmSetup, Jdk> jvms() {
        List<Jdk> chosen = jdks.stream().distinct().toList();
        Map<JvmSetup, Jdk> jvms = new LinkedHashMap<>();
        for (Jdk jdk : chosen) {
            List<Jdk> alike = chosen.stream()
                    .filter(other -> other.feature() == jdk.feature())
                    .toList();
            String name = alike.size() == 1 ? Integer.toString(jdk.feature()) : jdk.version();
            for (String gc : collectors.isEmpty() ? List.of("") : labels(collectors, jdk)) {
                for (String args : jvmArgs.isEmpty() ? List.of("") : jvmArgs) {
                    jvms.put(new JvmSetup(name, jdk.version(), gc, args), jdk);
                }
            }
        }
        return jvms;
    }

    private static List<String> labels(List<Collector> collectors, Jdk jdk) {
        for (Collector gc : collectors) {
            if (jdk.feature() < gc.firstJdk()) {
                throw new BadInputException(
                        "--gc " + gc + " needs JDK " + gc.firstJdk() + " or later, not " + jdk.feature());
            }
        }
        return collectors.stream().map(Collector::label).toList();
    }

    private List<String> contestants(Strategies registry, Collection<JvmSetup> setups) {
        int newest = setups.stream().mapToInt(JvmSetup::feature).max().orElseThrow();
        if (strategies.isEmpty()) {
            return registry.availableOn(newest);
        }
        List<String> chosen = strategies.stream().map(String::strip).distinct().toList();
        chosen.forEach(id -> registry.describeOn(newest, id));
        return chosen;
    }

    private int measure(Plan plan, Map<JvmSetup, Jdk> jvms, Shard part, Environment environment, Path target)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        Table.replace(target, Schema.ENVIRONMENT, environment.rows());
        JmhFiles jmhFiles = new JmhFiles(target, JMH_FORMATS);
        Progress progress = new Progress(System.out, Execution.parts(plan, part));
        Execution execution = new Execution(plan, jvms, new Observations(target), jmhFiles, progress);
        List<String> failures = execution.run(part);
        environment
                .load("after")
                .set("notes", execution.notes(environment.value("notes")))
                .set("failed_steps", Integer.toString(failures.size()));
        Table.replace(target, Schema.ENVIRONMENT, environment.rows());
        System.out.print(Headline.of(Judge.write(target, plan.registry())));
        plan.absences().forEach(System.out::println);
        System.out.print(leftOutInWords());
        failures.forEach(failure -> System.err.println("failed: " + failure));
        Report.write(List.of(target), target.resolve(Report.FILE));
        System.out.printf("%nAfter %s, in %s%n", inWords(Duration.ofNanos(System.nanoTime() - started)), target);
        return failures.isEmpty() ? 0 : Cli.GATE_FAILED;
    }

    private void announce(Plan plan, Shard part, Path target) {
        List<Integer> numbers = plan.generations(part);
        int most = numbers.stream()
                .mapToInt(number -> plan.entrants(number).size())
                .max()
                .orElse(0);
        System.out.println("Afterglow compares " + plan.strategies().size() + " strategies on "
                + plan.setups().stream().map(JvmSetup::label).collect(Collectors.joining(" and ")) + " ("
                + plan.effort().id() + ", seed " + plan.seed() + ").");
        System.out.println(numbers.size() + (numbers.size() == 1 ? " generation" : " generations")
                + (part.count() == 1 ? "" : " (part " + part + ")") + " of " + most
                + " JVMs that take turns, each with a heap of "
                + plan.setups().stream().mapToLong(Memory::heapMegabytes).max().orElseThrow() + " MB"
                + (plan.groups() == 1
                        ? ""
                        : ", in " + plan.groups() + " groups, because they do not all fit into memory at once")
                + ": about " + inWords(plan.estimate(part)) + (resumed == null ? "" : " in all, of which some is done")
                + ". Results: " + target + "\n" + leftOutInWords());
    }

    private String leftOutInWords() {
        String names = leftOut.replace(' ', ',');
        return names.isEmpty()
                ? ""
                : "Not measured, for lack of time: " + names + ". To measure them, give --points " + names + ".\n";
    }

    private void show(Plan plan, Shard part) {
        for (int generation : plan.generations(part)) {
            System.out.printf(
                    "generation %d, %d JVMs: %s%n",
                    generation,
                    plan.entrants(generation).size(),
                    plan.points(generation).stream().map(BenchmarkPoint::label).collect(Collectors.joining(", ")));
        }
        plan.steps(part)
                .forEach(step -> System.out.printf("%s: %s%n", step.setup().label(), step.label()));
    }

    private static int bounded(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new BadInputException(option + " '" + value + "' is not between 1 and " + most);
        }
        return value;
    }

    private static String inWords(Duration duration) {
        return (duration.toMinutes() == 0 ? "" : duration.toMinutes() + " min ") + duration.toSecondsPart() + " s";
    }
}
