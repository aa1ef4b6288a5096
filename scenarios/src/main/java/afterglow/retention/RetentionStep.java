package afterglow.retention;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.jvm.JolAgent;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures in a fresh JVM what sends of one ending leave behind under one strategy. */
public record RetentionStep(
        Jdk jdk, String classPath, String strategy, Ending ending, Collector collector, Effort effort) {

    public sealed interface Result {}

    /**
     * It was measured.
     *
     * @param rows of {@link Schema#RETENTION}, one a sample
     * @param classRows of {@link Schema#RETENTION_CLASSES}
     */
    public record Measured(List<Row> rows, List<Row> classRows) implements Result {

        public Verdict verdict() {
            return rows.get(0).constant("verdict", Verdict.class);
        }

        public Verdict expected() {
            return rows.get(0).constant("expected", Verdict.class);
        }

        /** The row that carries the verdict's evidence: after the deadline if something was left by then, else settled. */
        public Row headline() {
            return rows.get(verdict() == Verdict.LEAKS || rows.size() < 3 ? rows.size() - 1 : 1);
        }

        /** Whether it can be told what the growth is; if not, the headline's note says why. */
        public boolean isSettled() {
            return !headline().text("note").startsWith(Measurement.NOT_SETTLED);
        }

        public boolean asExpected() {
            return verdict() == expected();
        }
    }

    /** The strategy has no such sends; the reason in words. */
    public record Absent(String reason) implements Result {}

    /** The child died or hung; the reason in words. */
    public record Failed(String reason) implements Result {}

    /** Runs for at most this long; after that the JVM is killed, and the step has failed. */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(JolAgent.flags());
        options.add("-Xmx512m");
        // What is reachable does not depend on it, and the better compiler would take longer than the sends.
        options.add("-XX:TieredStopAtLevel=1");
        // A collection drops what only soft references hold: that is no leak.
        options.add("-XX:SoftRefLRUPolicyMSPerMB=0");
        options.addAll(collector.flags());
        options.add("-XX:NativeMemoryTracking=summary");
        Map<String, ?> arguments = effort.with(Map.of("strategy", strategy, "ending", ending, "collector", collector));
        return new ChildStep(jdk, options, classPath, RetentionChild.class, arguments)
                .run(atMost)
                .result(
                        Absent::new,
                        Failed::new,
                        answers ->
                                new Measured(answers.rows(Schema.RETENTION), answers.rows(Schema.RETENTION_CLASSES)));
    }
}
