package afterglow.cli;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.Condition;
import afterglow.accuracy.LatenessFiles;
import afterglow.results.Environment;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code accuracy}: when the timeouts of each strategy really fire, and what its threads burn meanwhile. */
@Command(
        name = "accuracy",
        description = {
            "Measures how late or early expiries are, how many never come, and the CPU of the strategy's own threads.",
            "Each strategy, deadline, number of lanes and condition runs in a fresh JVM. Exit 1 if expiries are early or "
                    + "lost and the strategy does not declare this, or if a JVM fails.",
            "",
            "Example: java -jar scenarios.jar accuracy reused netty-wheel --deadline 5ms,1s --condition idle,busy"
        })
final class AccuracyCommand implements Callable<Integer> {

    private static final String SHOWN = "strategy|deadline_ms|lanes|condition|count|early|never|p50_us|p99_us|max_us"
            + "|cpu_percent|quiet_cpu_percent";

    private static final int MOST_LANES = 100_000;
    private static final int MOST_SECONDS = 3_600;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private Contestants contestants = new Contestants();

    @Option(
            names = "--deadline",
            split = ",",
            paramLabel = "DURATION",
            description = "Timeout of each send, 1m at most (default: 5ms).")
    private List<Duration> deadlines = List.of(Duration.ofMillis(5));

    @Option(
            names = "--lanes",
            split = ",",
            paramLabel = "N",
            description = "Number of lanes: sends that can be under way at once (default: 100).")
    private List<Integer> lanes = List.of(100);

    @Option(
            names = "--condition",
            split = ",",
            paramLabel = "CONDITION",
            description = {
                "idle; busy: a thread for each core keeps it busy; gc: a thread allocates; stalled: an expiry blocks its thread "
                        + "for 50 ms, four times a second; stopped: the process is stopped for 50 ms, four times a second; "
                        + "idle,busy by default."
            })
    private List<Condition> conditions = List.of(Condition.IDLE, Condition.BUSY);

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Seconds in which sends are started in each JVM (default: ${DEFAULT-VALUE}).")
    private double seconds = 2;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the schedules and of the order of the JVMs (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty folder for accuracy.csv and the histograms (default: one below results/).")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        check();
        Contestants.Chosen chosen = contestants.choose();
        List<AccuracyStep> steps = steps(chosen);
        Path folder = Cli.claim(out, "name another one");
        Table table = Cli.newTables(folder, Schema.ACCURACY).get(0);
        Environment environment = Environment.now()
                .set("measured_jdk", chosen.jdk().version())
                .set("seed", Long.toString(seed))
                .set("seconds", Double.toString(seconds))
                .set("libraries", Strategies.load().librariesByStrategy(chosen.ids()));
        Table.replace(folder, Schema.ENVIRONMENT, environment.rows());

        long expected =
                steps.stream().mapToLong(step -> step.expected().toMillis()).sum() / 1_000;
        console.println("Measures when timeouts fire, on JDK " + chosen.jdk().version() + ": " + steps.size()
                + " fresh JVMs, about " + expected + " s.");
        console.print(chosen.libraries());
        console.flush();
        Progress progress = new Progress(System.err, steps.size());
        List<AccuracyStep.Measured> found = new ArrayList<>();
        boolean allKept = true;
        for (AccuracyStep step : steps) {
            String what = step.strategy() + ", " + DurationConverter.inWords(step.deadline()) + ", " + step.lanes()
                    + " lanes, " + step.condition();
            progress.begin(what);
            AccuracyStep.Result result =
                    step.run(step.expected().multipliedBy(4).plus(PATIENCE));
            if (result instanceof AccuracyStep.Measured measured) {
                found.add(measured);
                allKept &= measured.keepsPromises();
                measured.row().set("generation", 1);
                table.add(measured.row());
                LatenessFiles.add(folder, measured.row(), measured.lateness());
            } else if (result instanceof AccuracyStep.Absent absent) {
                progress.note(what + ": absent; " + absent.reason());
            } else if (result instanceof AccuracyStep.Failed failed) {
                progress.note(what + ": not measured; its JVM " + failed.reason());
                allKept = false;
            }
            progress.end();
        }
        progress.clear();
        Table.replace(folder, Schema.ENVIRONMENT, environment.load("after").rows());
        found.sort(Comparator.comparing(measured -> measured.row().text("strategy")));
        console.print(table(found));
        console.println(
                "Written: " + folder.resolve(Schema.ACCURACY.file()) + ", histograms in " + folder.resolve("accuracy"));
        console.flush();
        return allKept ? 0 : Cli.GATE_FAILED;
    }

    private void check() {
        for (Duration deadline : deadlines) {
            if (deadline.compareTo(LONGEST) > 0) {
                throw new BadInputException("--deadline: " + DurationConverter.inWords(deadline) + " is too long; give "
                        + DurationConverter.inWords(LONGEST) + " or less");
            }
        }
        for (int number : lanes) {
            if (number < 1 || number > MOST_LANES) {
                throw new BadInputException("--lanes: " + number + " is not between 1 and " + MOST_LANES);
            }
        }
        if (!(seconds >= 0.1 && seconds <= MOST_SECONDS)) {
            throw new BadInputException("--seconds: " + seconds + " is not between 0.1 and " + MOST_SECONDS);
        }
    }

    /** Every combination, shuffled, so that a drift of the machine does not fall on one strategy. */
    private List<AccuracyStep> steps(Contestants.Chosen chosen) {
        List<AccuracyStep> steps = new ArrayList<>();
        Duration duration = Duration.ofNanos((long) (seconds * 1e9));
        for (String strategy : chosen.ids()) {
            for (Duration deadline : deadlines) {
                for (int number : lanes) {
                    for (Condition condition : conditions) {
                        steps.add(
                                new AccuracyStep(chosen.jdk(), strategy, deadline, number, condition, duration, seed));
                    }
                }
            }
        }
        Collections.shuffle(steps, new Random(seed));
        return steps;
    }

    /** Some columns of the rows, under their own names. */
    private static TextTable table(List<AccuracyStep.Measured> found) {
        TextTable table = new TextTable((SHOWN + "|promises").replace('_', ' ').split("\\|", -1));
        for (AccuracyStep.Measured measured : found) {
            Row row = measured.row();
            String admits = row.text("admits");
            String kept = admits.isEmpty() ? "kept" : "admits " + admits;
            Stream<String> cells = Stream.of(SHOWN.split("\\|", -1)).map(column -> shown(row, column));
            table.add(Stream.concat(cells, Stream.of(measured.keepsPromises() ? kept : "BROKEN"))
                    .toArray(String[]::new));
        }
        return table;
    }

    private static String shown(Row row, String column) {
        String format = column.endsWith("_us") ? "%.0f" : column.endsWith("_percent") ? "%.1f" : "";
        return format.isEmpty() || row.text(column).isEmpty()
                ? row.text(column)
                : format.formatted(row.number(column).getAsDouble());
    }
}
