package afterglow.cli;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.TimelineStep;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code timeline}: the timers that live while sends go on at a steady rate, against Little's law. */
@Command(
        name = "timeline",
        description = {
            "Sends at a steady rate and counts the live timers: they level off at rate x timeout, and drain after the last send. "
                    + "Each count runs a full GC, which gc_count and gc_ms of timeline.csv include.",
            "Exit 1 if the level is off by more than 10 %%, or if timers are left after the last deadline.",
            "",
            "Example: java -jar scenarios.jar timeline scheduled-abandoned --rate 10000 --timeout 2s --out out"
        })
final class TimelineCommand implements Callable<Integer> {

    private static final double TOLERANCE = 0.10;
    private static final Duration LEAST = Duration.ofSeconds(5);
    private static final Duration MOST_WAIT = Duration.ofSeconds(20);

    @Parameters(paramLabel = "STRATEGY", arity = "1..*", description = "Ids of strategies, as 'list' prints them.")
    private List<String> ids = List.of();

    @Option(names = "--rate", paramLabel = "N", description = "Sends a second (default: ${DEFAULT-VALUE}).")
    private long rate = 10_000;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Timeout of each send (default: 2s).")
    private Duration timeout = Duration.ofSeconds(2);

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long to send (default: three times the timeout, at least 5s and at most 20s).")
    private @Nullable Duration sending;

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for timeline.csv.")
    private @Nullable Path out;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rate < 1 || rate > 1_000_000) {
            throw new BadInputException("--rate: " + rate + " is not between 1 and 1000000 sends a second");
        }
        ids.forEach(Strategies.load()::describe);
        Duration length = sending == null ? chosen() : sending;
        Table table = out == null ? null : Cli.newTables(out, Schema.TIMELINE).get(0);
        console.println(rate + " sends a second for " + DurationConverter.inWords(length) + ", timeout "
                + DurationConverter.inWords(timeout) + ", under each of " + String.join(", ", ids) + ".");

        Progress progress = new Progress(console, ids.size());
        TextTable shown = new TextTable("strategy", "predicted", "measured", "measured/predicted", "after the drain");
        boolean kept = true;
        for (String id : ids) {
            progress.begin(id);
            TimelineStep.Result result = new TimelineStep(
                            Jdk.current(), System.getProperty("java.class.path"), id, rate, timeout, length)
                    .run();
            progress.end();
            if (result instanceof TimelineStep.Failed failed) {
                progress.note(id + ": not measured; its JVM " + failed.reason());
                kept = false;
            } else if (result instanceof TimelineStep.Watched watched) {
                if (table != null) {
                    table.addAll(watched.rows());
                }
                kept &= kept(watched);
                show(shown, id, watched);
                if (watched.predicted() > 0 && watched.plateau().isEmpty()) {
                    progress.note(climb(id, watched));
                }
            }
        }
        progress.clear();
        console.print(shown);
        if (out != null) {
            console.println("Written: " + out.resolve(Schema.TIMELINE.file()));
        }
        return kept ? 0 : Cli.GATE_FAILED;
    }

    private Duration chosen() {
        Duration wanted = timeout.multipliedBy(3);
        Duration bounded = wanted.compareTo(MOST_WAIT) > 0 ? MOST_WAIT : wanted;
        return bounded.compareTo(LEAST) < 0 ? LEAST : bounded;
    }

    private static boolean kept(TimelineStep.Watched watched) {
        double predicted = watched.predicted();
        boolean level = watched.plateau().isEmpty()
                || Math.abs(watched.plateau().getAsDouble() - predicted) <= TOLERANCE * predicted;
        return level && watched.left().orElse(0) == 0;
    }

    private static void show(TextTable shown, String id, TimelineStep.Watched watched) {
        boolean level = watched.plateau().isPresent() && watched.predicted() > 0;
        shown.add(
                id,
                watched.predicted() == 0 ? "no timer stays" : number(watched.predicted()),
                watched.plateau().isPresent() ? number(watched.plateau().getAsDouble()) : "still climbing",
                level ? "%.3f".formatted(watched.plateau().getAsDouble() / watched.predicted()) : "",
                watched.left().isPresent() ? number(watched.left().getAsDouble()) : "not waited for");
    }

    /** A line about a run that is shorter than the timeout: the level, extrapolated. */
    private String climb(String id, TimelineStep.Watched watched) {
        Row last = Collections.max(watched.rows(), Comparator.comparingLong(row -> row.whole("live_timers")));
        return String.format(
                "%s: %,d timers after %.1f s and climbing; extrapolated, not measured: %,.0f of them after %s, %,.0f MB",
                id,
                last.whole("live_timers"),
                last.whole("elapsed_ms") / 1e3,
                watched.predicted(),
                DurationConverter.inWords(timeout),
                watched.predicted() * watched.bytesPerTimer() / 1e6);
    }

    private static String number(double value) {
        return (value >= 1_000 ? "%.0f" : "%.2f").formatted(value);
    }
}
