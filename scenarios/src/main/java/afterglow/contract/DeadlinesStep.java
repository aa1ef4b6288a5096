package afterglow.contract;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds faults of strategies at deadlines, in a fresh JVM. Several are tested at a time, because they mostly wait, and a
 * busy machine makes no expiry early or lost.
 *
 * @param classPath ours, and a user's own strategies
 * @param strategies their ids
 */
public record DeadlinesStep(Jdk jdk, String classPath, List<String> strategies) {

    private static final int TOGETHER = 8;
    private static final String BETWEEN = ",";

    public DeadlinesStep {
        strategies = List.copyOf(strategies);
    }

    /**
     * Runs for at most this long; returns the rows of {@link Schema#CONTRACT}, grouped by strategy.
     *
     * @throws IOException if its JVM died or hung, in words
     */
    public List<Row> run(Duration atMost) throws IOException, InterruptedException {
        ChildStep.Answers answers = new ChildStep(
                        jdk,
                        List.of("-Xmx512m"),
                        classPath,
                        DeadlinesStep.class,
                        Map.of("strategies", String.join(BETWEEN, strategies)))
                .run(atMost);
        if (!answers.end().succeeded()) {
            throw new IOException(answers.end().inWords());
        }
        return answers.rows(Schema.CONTRACT);
    }

    /** The main method of the fresh JVM. */
    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            Strategies registry = Strategies.load();
            ExecutorService together = Executors.newFixedThreadPool(TOGETHER, DaemonThreads.named("deadlines"));
            List<Future<ContractReport>> reports = new ArrayList<>();
            for (String id : asked.text("strategies").split(BETWEEN, -1)) {
                reports.add(together.submit(
                        () -> Contract.of(registry, id, Scope.BRIEF).deadlines()));
            }
            for (Future<ContractReport> report : reports) {
                rows(report.get()).forEach(row -> out.println(Wire.line(row)));
            }
        });
    }

    /** The rows of a report. */
    public static List<Row> rows(ContractReport report) {
        return report.results().stream()
                .map(result -> Row.of(Schema.CONTRACT)
                        .set("jdk", Runtime.version().feature())
                        .set("strategy", report.descriptor().id())
                        .set("clause", result.clause().id())
                        .set("state", result.finding().state().label())
                        .set(
                                "fault",
                                result.clause().fault() == null
                                        ? ""
                                        : result.clause().fault().label())
                        .set("as_promised", Boolean.toString(result.asPromised()))
                        .set("detail", result.finding().detail()))
                .toList();
    }
}
