package afterglow.cli;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.Condition;
import afterglow.contract.Contract;
import afterglow.contract.Report;
import afterglow.contract.Result;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.retention.Collector;
import afterglow.retention.Effort;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds strategies to what they promise: the contract, what their sends leave behind, and when they fire. */
@Command(
        name = "check",
        description = {
            "Holds strategies to what they promise: the contract, retention and accuracy.",
            "Exits 0 if each is as good as its word, 1 if one is not, 2 for bad input."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        footer = {"", "Example: java -jar scenarios.jar check --classpath my-timer.jar my-timer"})
final class CheckCommand implements Callable<Integer> {

    private static final int SECONDS_EACH = 30;
    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final Duration DEADLINE = Duration.ofMillis(5);
    private static final int LANES = 100;

    /** What a busy machine may add to the usual lateness. */
    private static final Duration SLACK = Duration.ofMillis(100);

    @Parameters(arity = "1..*", paramLabel = "STRATEGY", description = "What to check, by id; see the verb 'list'.")
    private List<String> ids = List.of();

    @Option(names = "--classpath", paramLabel = "JARS", defaultValue = "", description = "Your own strategies' jars.")
    private String classPath = "";

    @Spec
    private CommandSpec spec;

    /** One line of the outcome. */
    private record Line(String subject, boolean asPromised, String verdict, String seen) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Plugins plugins = Plugins.load(classPath);
        List<String> distinct = List.copyOf(new LinkedHashSet<>(ids));
        distinct.forEach(id -> requireMakeable(plugins.strategies(), id));

        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "Checks %s: the contract in this JVM, retention and accuracy in fresh ones; about %d s.%n",
                String.join(", ", distinct), SECONDS_EACH * distinct.size());
        out.flush();
        int steps = 2 + Ending.values().length;
        Progress progress = new Progress(System.err, steps * distinct.size());
        boolean good = true;
        for (String id : distinct) {
            List<Line> lines = check(plugins, id, progress);
            progress.clear();
            TextTable table = new TextTable("check", "result", "seen");
            lines.forEach(line -> table.add(line.subject(), line.verdict(), line.seen()));
            long broken = lines.stream().filter(line -> !line.asPromised()).count();
            out.printf("%n%s%n%s: %s%n", table, id, broken == 0 ? "as good as its word" : summary(lines));
            out.flush();
            good &= broken == 0;
        }
        return good ? 0 : Cli.GATE_FAILED;
    }

    private static String summary(List<Line> lines) {
        return "breaks "
                + String.join(
                        ", ",
                        lines.stream()
                                .filter(line -> !line.asPromised())
                                .map(Line::subject)
                                .toList());
    }

    private static void requireMakeable(Strategies strategies, String id) {
        strategies.describe(id);
        try {
            strategies.create(id).close();
        } catch (RuntimeException | LinkageError e) {
            throw new BadInputException("strategy '" + id + "' cannot be made and closed: " + e, e);
        }
    }

    private static List<Line> check(Plugins plugins, String id, Progress progress)
            throws IOException, InterruptedException {
        Contract contract = Contract.of(plugins.strategies(), id);
        Descriptor descriptor = contract.descriptor();
        List<Line> lines = new ArrayList<>();
        progress.begin(id + ": contract");
        Report report = contract.check();
        progress.end();
        for (Result result : report.results()) {
            lines.add(new Line(
                    result.clause().id(),
                    result.asPromised(),
                    result.verdict(),
                    result.finding().detail()));
        }
        progress.begin(id + ": accuracy");
        lines.add(accuracy(plugins, descriptor));
        progress.end();
        for (Ending ending : Ending.values()) {
            progress.begin(id + ": retention of sends that end " + ending.label());
            lines.add(retention(plugins, id, ending));
            progress.end();
        }
        return lines;
    }

    private static Line accuracy(Plugins plugins, Descriptor descriptor) throws IOException, InterruptedException {
        AccuracyStep.Result result = new AccuracyStep(
                        Jdk.current(),
                        plugins.classPath(),
                        descriptor.id(),
                        DEADLINE,
                        LANES,
                        Condition.IDLE,
                        AccuracyStep.QUICK,
                        1)
                .run(AT_MOST);
        if (result instanceof AccuracyStep.Absent absent) {
            return new Line("accuracy", true, "not applicable", absent.reason());
        }
        if (result instanceof AccuracyStep.Measured measured) {
            Row row = measured.row();
            boolean usual = row.number("p50_us").orElse(0)
                    <= descriptor.granularity().plus(SLACK).toNanos() / 1e3;
            boolean kept = measured.keepsPromises() && usual;
            String seen = "%s expiries of 5 ms: %s early, %s never, median %s us late, 99th percentile %s us"
                    .formatted(
                            row.text("count"),
                            row.text("early"),
                            row.text("never"),
                            row.text("p50_us"),
                            row.text("p99_us"));
            return new Line("accuracy", kept, kept ? "keeps" : "breaks", seen);
        }
        return new Line("accuracy", false, "breaks: no result", ((AccuracyStep.Failed) result).reason());
    }

    private static Line retention(Plugins plugins, String id, Ending ending) throws IOException, InterruptedException {
        String subject = "retention of " + ending.label();
        // A leak of one send in 100,000 takes a million sends to see; where sends are slow by nature, fewer must do.
        Effort effort = ending == Ending.DELIVERED ? Effort.THOROUGH : Effort.QUICK;
        RetentionStep.Result result = new RetentionStep(
                        Jdk.current(), plugins.classPath(), id, ending, Collector.SERIAL, effort)
                .run(AT_MOST);
        if (result instanceof RetentionStep.Absent absent) {
            return new Line(subject, true, "not applicable", absent.reason());
        }
        if (result instanceof RetentionStep.Measured measured) {
            Row row = measured.headline();
            String verdict = row.text("verdict");
            String seen = "%s objects, %s B for each send, of %s"
                    .formatted(row.text("objects_per_send"), row.text("bytes_per_send"), row.text("sends"));
            String carrier = Stream.of(row.text("carrier"))
                    .filter(name -> !name.isEmpty())
                    .map(name -> "; most in " + name)
                    .findFirst()
                    .orElse("");
            return new Line(
                    subject,
                    measured.asExpected(),
                    measured.asExpected()
                            ? verdict + ", as it says"
                            : "breaks: " + verdict + ", not " + row.text("expected"),
                    seen + carrier);
        }
        return new Line(subject, false, "breaks: no result", ((RetentionStep.Failed) result).reason());
    }
}
