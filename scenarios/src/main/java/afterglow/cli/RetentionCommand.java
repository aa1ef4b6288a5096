package afterglow.cli;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Collector;
import afterglow.retention.Effort;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code retention}: what the sends of each ending leave behind under each strategy. */
@Command(
        name = "retention",
        description = {
            "Counts the objects and bytes that each send leaves in the heap: at once, after deferred clean-up, and after the "
                    + "deadline. Compares them with what the strategy declares.",
            "Each strategy and ending runs in a fresh JVM. Exit 1 if a verdict is not the declared one.",
            "",
            "Example: java -jar scenarios.jar retention reused scheduled-abandoned --ending delivered,closed --out out"
        })
final class RetentionCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final int TYPICAL_SECONDS = 3;

    @Mixin
    private Contestants contestants = new Contestants();

    @Option(names = "--sends", paramLabel = "N", description = "Most sends in a series (default: ${DEFAULT-VALUE}).")
    private long sends = Effort.DEFAULT_SENDS;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "Timeout of sends that must not expire during the test, 30s or more (default: 3m).")
    private Duration timeout = Effort.DEFAULT_TIMEOUT;

    @Option(
            names = "--ending",
            split = ",",
            paramLabel = "ENDING",
            description = "How sends end: delivered, acknowledged, failed, timed-out, closed (default: all).")
    private List<Ending> endings = List.of(Ending.values());

    @Option(
            names = "--gc",
            paramLabel = "GC",
            description =
                    "serial, parallel, g1, zgc, or compact, which is serial with compact headers (default: serial).")
    private Collector collector = Collector.SERIAL;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for retention.csv and retention-classes.csv.")
    private @Nullable Path out;

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (sends < 100) {
            throw new BadInputException("--sends: " + sends + " is too few for a verdict; give 100 or more");
        }
        if (timeout.compareTo(SHORTEST) < 0) {
            throw new BadInputException("--timeout: " + DurationConverter.inWords(timeout)
                    + " may pass during the measurement; give " + DurationConverter.inWords(SHORTEST) + " or more");
        }
        Contestants.Chosen chosen = contestants.choose();
        Jdk jdk = chosen.jdk();
        if (collector.firstJdk() > jdk.feature()) {
            throw new BadInputException(
                    "--gc: " + collector + " needs JDK " + collector.firstJdk() + "; this is " + jdk.feature());
        }
        List<String> strategies = chosen.ids();
        List<Table> tables = out == null ? List.of() : Cli.newTables(out, Schema.RETENTION, Schema.RETENTION_CLASSES);

        int steps = strategies.size() * endings.size();
        console.println("Counts what " + strategies.size() + " strategies leave behind, on JDK " + jdk.version()
                + " with " + collector + " GC: " + steps + " fresh JVMs, about " + steps * TYPICAL_SECONDS + " s.");
        console.print(chosen.libraries());
        Progress progress = new Progress(console, steps);
        String classPath = System.getProperty("java.class.path");
        Effort effort = new Effort(sends, timeout, Effort.THOROUGH.budget());
        List<RetentionStep.Measured> found = new ArrayList<>();
        boolean allAsExpected = true;
        for (String strategy : strategies) {
            for (Ending ending : endings) {
                progress.begin(strategy + ", " + ending);
                RetentionStep.Result result =
                        new RetentionStep(jdk, classPath, strategy, ending, collector, effort).run(AT_MOST);
                if (result instanceof RetentionStep.Measured measured) {
                    found.add(measured);
                    allAsExpected &= measured.asExpected();
                    if (!tables.isEmpty()) {
                        tables.get(0).addAll(measured.rows());
                        tables.get(1).addAll(measured.classRows());
                    }
                } else if (result instanceof RetentionStep.Absent absent) {
                    progress.note(strategy + ", " + ending + ": not measured; " + absent.reason());
                } else if (result instanceof RetentionStep.Failed failed) {
                    progress.note(strategy + ", " + ending + ": not measured; its JVM " + failed.reason());
                    allAsExpected = false;
                }
                progress.end();
            }
        }
        progress.clear();
        print(found);
        if (out != null) {
            console.println("Written: " + out.resolve(Schema.RETENTION.file()) + " and "
                    + out.resolve(Schema.RETENTION_CLASSES.file()));
        }
        return allAsExpected ? 0 : Cli.GATE_FAILED;
    }

    private void print(List<RetentionStep.Measured> found) {
        TextTable table = new TextTable(
                "strategy|ending|verdict|declared|objects/send|95 %|B/send|95 %|B/lane|carrier".split("\\|", -1));
        for (RetentionStep.Measured measured : found) {
            Row row = measured.headline();
            String declared = measured.asExpected()
                    ? "as declared"
                    : "DIFFERS: " + measured.expected().name();
            table.add(
                    row.text("strategy"),
                    row.text("ending"),
                    measured.verdict().name(),
                    declared,
                    shown(row, "objects_per_send"),
                    shown(row, "objects_per_send_low") + " to " + shown(row, "objects_per_send_high"),
                    shown(row, "bytes_per_send"),
                    shown(row, "bytes_per_send_low") + " to " + shown(row, "bytes_per_send_high"),
                    row.text("bytes_per_lane").isEmpty() ? "" : shown(row, "bytes_per_lane"),
                    row.text("carrier"));
        }
        console.print(table);
        for (RetentionStep.Measured measured : found) {
            Row row = measured.headline();
            String who = row.text("strategy") + ", " + row.text("ending") + ": ";
            if (!row.text("path").isEmpty()) {
                console.println(TextTable.plain(who + "held by " + row.text("path")));
            }
            if (!row.text("note").isEmpty()) {
                console.println(TextTable.plain(who + row.text("note")));
            }
        }
    }

    private static String shown(Row row, String column) {
        double value = row.number(column).orElse(0);
        return value == 0 ? "0" : Math.abs(value) < 0.01 ? "%.1e".formatted(value) : "%.3f".formatted(value);
    }
}
