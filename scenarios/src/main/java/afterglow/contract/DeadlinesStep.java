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
 * What goes wrong at strategies' deadlines, found out in a fresh JVM. Several are tried at a time, for they wait far more than
 * they work, and what is early or lost is so on a busy machine as well.
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
     * Runs it for so long at most; gives the rows of {@link Schema#CONTRACT}, those of each strategy together.
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

    /** What the fresh JVM runs. */
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
