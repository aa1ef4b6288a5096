package afterglow.compare;

import afterglow.cli.BadInputException;
import afterglow.cli.Cli;
import afterglow.cli.EnvironmentException;
import afterglow.cli.Plugins;
import afterglow.cli.Progress;
import afterglow.cli.TextTable;
import afterglow.jvm.Jdk;
import afterglow.jvm.Relaunch;
import afterglow.results.Environment;
import afterglow.results.Row;
import afterglow.results.RunFolder;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
        footer = {"", "Example:", "  scripts/compare.sh --strategies none,reused,scheduled-cancelled --subscribers 100"
        })
public final class Main implements Callable<Integer> {

    private final PrintStream out = System.out;

    @Option(names = "--quick", description = "At most 3 minutes on 2 cores; the default.")
    private boolean quick;

    @Option(names = "--full", description = "At most an hour: more rounds, longer ones, and 10,000 subscribers.")
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
            description = "How often each point is measured; as the time allows unless given.")
    private @Nullable String rounds;

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
        Effort effort = full ? Effort.FULL : Effort.QUICK;
        Plugins plugins = Plugins.load(classPath);
        List<String> contestants = contestants(plugins);
        List<Integer> audiences = subscribers.stream()
                .distinct()
                .map(n -> whole("--subscribers", n, 1_000_000))
                .toList();
        Plan plan =
                Plan.of(contestants, audiences, effort, rounds == null ? 0 : whole("--rounds", rounds, 1_000), seed);
        Path target = folder == null ? RunFolder.fresh() : folder;
        announce(plan, contestants, effort, target);
        if (dryRun) {
            plan.steps().forEach(step -> out.printf("round %d: %s%n", step.round(), step.label()));
            return 0;
        }
        claim(target);
        return measure(plan, plugins, contestants, effort, target);
    }

    private int measure(Plan plan, Plugins plugins, List<String> contestants, Effort effort, Path target)
            throws IOException, InterruptedException {
        Jdk jdk = Jdk.current();
        long started = System.nanoTime();
        Environment environment = Environment.now()
                .set("effort", effort.name())
                .set("rounds", Integer.toString(plan.rounds()))
                .set("seed", Long.toString(seed))
                .set("strategies", String.join(" ", contestants));
        record(environment, target);
        List<String> failures = new Execution(jdk, plugins, target)
                .run(plan, new Progress(out, plan.steps().size()));
        environment.load("after").set("failed_steps", Integer.toString(failures.size()));
        record(environment, target);
        List<Row> verdicts = new Verdicts(plugins.strategies(), target)
                .rows(jdk.feature(), contestants, plan.subscribers().get(0));
        Table.replace(target, Schema.VERDICTS, verdicts);
        out.print(table(verdicts));
        failures.forEach(failure -> System.err.println("failed: " + failure));
        out.printf("%nAfter %s, in %s%n", inWords(Duration.ofNanos(System.nanoTime() - started)), target);
        return failures.isEmpty() ? 0 : Cli.GATE_FAILED;
    }

    private List<String> contestants(Plugins plugins) {
        if (strategies.isEmpty()) {
            return plugins.strategies().available();
        }
        List<String> chosen = strategies.stream().map(String::strip).distinct().toList();
        chosen.forEach(plugins.strategies()::describe);
        return chosen;
    }

    private void announce(Plan plan, List<String> contestants, Effort effort, Path target) {
        out.printf(
                "Afterglow compares %d strategies on JDK %d (%s, seed %d).%n",
                contestants.size(), Jdk.current().feature(), effort.name(), seed);
        out.printf(
                "%d rounds, %d steps, a fresh JVM for each: about %s. Results: %s%n%n",
                plan.rounds(), plan.steps().size(), inWords(plan.estimate()), target);
    }

    private static void claim(Path target) {
        try {
            RunFolder.claim(target);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("--out: '" + target + "' is no empty folder; name another", e);
        } catch (IOException e) {
            throw new EnvironmentException("--out: '" + target + "' cannot be written; name a folder that can be", e);
        }
    }

    private static void record(Environment environment, Path target) throws IOException {
        Table.replace(target, Schema.ENVIRONMENT, environment.rows());
    }

    private static String table(List<Row> verdicts) {
        TextTable table = new TextTable(
                "strategy",
                "ns/send",
                "x floor",
                "[95 %]",
                "B/send",
                "retained/send",
                "B retained",
                "faults",
                "verdict");
        for (Row row : verdicts) {
            table.add(
                    row.text("strategy"),
                    figure(row, "ns_per_send", "%.1f"),
                    figure(row, "ratio_to_floor", "%.2f"),
                    figure(row, "ratio_to_floor_low", "%.2f") + "-" + figure(row, "ratio_to_floor_high", "%.2f"),
                    figure(row, "bytes_per_send", "%.1f"),
                    figure(row, "retained_objects_per_send", "%.4f"),
                    figure(row, "retained_bytes_per_send", "%.1f"),
                    row.text("faults"),
                    verdict(row));
        }
        String subscribers = verdicts.isEmpty() ? "" : verdicts.get(0).text("subscribers");
        return "One send of a blocking broadcast to " + subscribers + " subscribers:\n\n" + table;
    }

    private static String verdict(Row row) {
        String verdict = row.text("verdict");
        String expected = row.text("expected");
        return verdict.equals(expected) ? verdict : verdict + ", where it promises " + expected;
    }

    private static String figure(Row row, String column, String format) {
        OptionalDouble value = row.number(column);
        return value.isEmpty() ? "" : format.formatted(value.getAsDouble());
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
