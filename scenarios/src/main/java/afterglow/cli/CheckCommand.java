package afterglow.cli;

import afterglow.accuracy.AccuracyStep;
import afterglow.contract.Clause;
import afterglow.contract.Contract;
import afterglow.contract.ContractReport;
import afterglow.contract.Result;
import afterglow.contract.Scope;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.retention.Collector;
import afterglow.retention.Effort;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds strategies to what they promise: the contract, what their sends leave behind, and when they fire. */
@Command(
        name = "check",
        description = {
            "Checks whether strategies keep what they promise: the contract, retention and accuracy.",
            "Exit 0 if all do, 1 if one does not, 2 for bad input.",
            "Takes about 60 s for each strategy on two cores, less for one that fails early."
        },
        footer = {
            "",
            "Example: java -jar scenarios.jar check --classpath my-timer.jar my-timer",
            "To repeat one failure: java -jar scenarios.jar check --clause crowd --seed 1 --classpath my-timer.jar my-timer"
        })
final class CheckCommand implements Callable<Integer> {

    private static final int SECONDS_EACH = 60;
    private static final Duration AT_MOST = Duration.ofMinutes(2);
    private static final int MOST_CLOSE_SECONDS = 10;
    private static final String UNTOLD = "not told";

    @Parameters(arity = "1..*", paramLabel = "STRATEGY", description = "Ids of strategies, as 'list' prints them.")
    private List<String> ids = List.of();

    @Mixin
    private UserClassPath userClassPath = new UserClassPath();

    /** How much of the check runs. */
    private static final class Part {

        @Option(
                names = "--all-clauses",
                description = "Checks everything: each clause, retention and accuracy; the default.")
        private boolean all;

        @Option(
                names = "--clause",
                split = ",",
                paramLabel = "ID",
                description = {
                    "Checks only these clauses of the contract, without retention and accuracy:",
                    "${COMPLETION-CANDIDATES}"
                })
        private List<Clause> clauses = List.of();
    }

    @ArgGroup
    private Part part = new Part();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the clauses' random scripts (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Spec
    private CommandSpec spec;

    private record Line(String subject, boolean asPromised, String verdict, String seen) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Strategies strategies = Strategies.load();
        List<String> distinct = ids.stream().distinct().toList();
        distinct.forEach(id -> requireMakeable(strategies, id));
        PrintWriter out = spec.commandLine().getOut();
        boolean whole = part.all || part.clauses.isEmpty();
        if (whole) {
            out.printf(
                    "Checks %s: the contract in this JVM, retention and accuracy in fresh ones; about %d s.%n%s",
                    String.join(", ", distinct),
                    SECONDS_EACH * distinct.size(),
                    Contestants.libraries(strategies, distinct));
            out.flush();
        }
        Progress progress = new Progress(System.err, (whole ? 2 + Ending.values().length : 1) * distinct.size());
        boolean good = true;
        for (String id : distinct) {
            progress.begin(id + ": contract");
            Contract contract = Contract.of(strategies, id, new Scope(seed, Scope.THOROUGH.stay()));
            ContractReport report = contract.run(whole ? List.of(Clause.values()) : part.clauses, result -> {});
            progress.end();
            List<Line> lines = new ArrayList<>();
            for (Result result : report.results()) {
                String seen = result.finding().detail();
                lines.add(new Line(result.clause().id(), result.asPromised(), result.verdict(), seen));
            }
            if (whole) {
                lines.addAll(beyondTheContract(report, progress));
            }
            progress.clear();
            TextTable table = new TextTable("check", "result", "seen");
            lines.forEach(line -> table.add(line.subject(), line.verdict(), line.seen()));
            String broken = lines.stream()
                    .filter(line -> !line.asPromised())
                    .map(Line::subject)
                    .collect(Collectors.joining(", "));
            String untold = lines.stream()
                    .filter(line -> line.verdict().equals(UNTOLD))
                    .map(Line::subject)
                    .collect(Collectors.joining(", "));
            out.printf(
                    "%n%s%n%s: %s%s%n",
                    table,
                    id,
                    broken.isEmpty() ? "keeps its promises" : "breaks " + broken,
                    untold.isEmpty() ? "" : "; not told: " + untold);
            for (Result breach : report.breaches()) {
                out.printf(
                        "repeat: java -jar scenarios.jar check --clause %s --seed %d%s %s%n",
                        breach.clause(), seed, userClassPath.asGiven(), id);
            }
            out.flush();
            good &= broken.isEmpty();
        }
        return good ? 0 : Cli.GATE_FAILED;
    }

    private static void requireMakeable(Strategies strategies, String id) {
        strategies.describe(id);
        try {
            TimeoutStrategy made = strategies.create(id);
            CompletableFuture.runAsync(
                            made::close,
                            task -> DaemonThreads.named("check").newThread(task).start())
                    // A clause finds a close that never returns.
                    .completeOnTimeout(null, MOST_CLOSE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (RuntimeException | LinkageError e) {
            throw new BadInputException("strategy '" + id + "' cannot be made and closed: " + e, e);
        }
    }

    /** Accuracy and retention, unless a broken clause makes sends or closes wait for ever. */
    private List<Line> beyondTheContract(ContractReport report, Progress progress)
            throws IOException, InterruptedException {
        Optional<Clause> dead = report.results().stream()
                .filter(result -> result.hung()
                        || (!result.asPromised() && result.clause().isVital()))
                .map(Result::clause)
                .findFirst();
        if (dead.isPresent()) {
            return List.of(new Line(
                    "accuracy, retention", true, "not tried", "because the strategy breaks '" + dead.get() + "'"));
        }
        String id = report.descriptor().id();
        progress.begin(id + ": accuracy");
        List<Line> lines = new ArrayList<>(List.of(accuracy(id)));
        progress.end();
        boolean kept = true;
        for (Ending ending : Ending.values()) {
            progress.begin(id + ": retention of sends that end " + ending.label());
            String subject = "retention of " + ending.label();
            // To be sure of a leak takes half a minute, and mostly it is the same one, however a send ends.
            Line line = kept
                    ? retention(id, ending, subject)
                    : new Line(subject, true, "not tried", "because another ending breaks its promise");
            kept &= line.asPromised();
            lines.add(line);
            progress.end();
        }
        return lines;
    }

    private static Line accuracy(String id) throws IOException, InterruptedException {
        AccuracyStep.Result result =
                AccuracyStep.idle(Jdk.current(), id, AccuracyStep.QUICK, 1).run(AT_MOST);
        if (result instanceof AccuracyStep.Absent absent) {
            return new Line("accuracy", true, "not applicable", absent.reason());
        }
        if (result instanceof AccuracyStep.Measured measured) {
            Row row = measured.row();
            // The clauses judge how late an expiry may be, beside a plain scheduler.
            boolean kept = measured.keepsPromises();
            Stream<String> figures =
                    Stream.of("count", "early", "never", "p50_us", "p99_us").map(row::text);
            String seen = "%s expiries of 5 ms: %s early, %s never, median %s us late, 99th percentile %s us"
                    .formatted(figures.toArray());
            return new Line("accuracy", kept, kept ? "keeps" : "breaks", seen);
        }
        return new Line("accuracy", false, "breaks: no result", "its JVM " + ((AccuracyStep.Failed) result).reason());
    }

    private static Line retention(String id, Ending ending, String subject) throws IOException, InterruptedException {
        // A leak of one send in 100,000 takes a million sends to see; where sends are slow by nature, fewer must do.
        Effort effort = ending == Ending.DELIVERED ? Effort.THOROUGH : Effort.QUICK;
        RetentionStep.Result result = new RetentionStep(
                        Jdk.current(), System.getProperty("java.class.path"), id, ending, Collector.SERIAL, effort)
                .run(AT_MOST);
        if (result instanceof RetentionStep.Absent absent) {
            return new Line(subject, true, "not applicable", absent.reason());
        }
        if (result instanceof RetentionStep.Measured measured) {
            Row row = measured.headline();
            String carrier = row.text("carrier");
            if (!measured.isSettled()) {
                return new Line(subject, true, UNTOLD, row.text("note"));
            }
            String seen = "%s objects, %s B for each send, of %s"
                    .formatted(row.text("objects_per_send"), row.text("bytes_per_send"), row.text("sends"));
            boolean kept = measured.asExpected();
            String found = measured.verdict().label();
            String breach = "breaks: " + found + ", not " + measured.expected().label();
            String verdict = kept ? found + ", as declared" : breach;
            return new Line(subject, kept, verdict, carrier.isEmpty() ? seen : seen + "; most in " + carrier);
        }
        return new Line(subject, false, "breaks: no result", "its JVM " + ((RetentionStep.Failed) result).reason());
    }
}
