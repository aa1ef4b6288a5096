package afterglow.retention;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.jvm.JolAgent;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the sends of one ending leave behind under one strategy, found out in a fresh JVM.
 *
 * @param jdk what that runs on
 * @param classPath ours, and a user's own strategies
 * @param strategy its id
 * @param ending of the sends
 * @param collector of that JVM
 * @param effort how much it may do
 */
public record RetentionStep(
        Jdk jdk, String classPath, String strategy, Ending ending, Collector collector, Effort effort) {

    private static final String HEAP = "512m";

    /** What came of it. */
    public sealed interface Result {}

    /**
     * It was measured.
     *
     * @param rows of {@link Schema#RETENTION}, one a sample; the round is left to fill in
     * @param classRows of {@link Schema#RETENTION_CLASSES}
     */
    public record Measured(List<Row> rows, List<Row> classRows) implements Result {

        /** The row that carries the verdict's evidence: after the deadline if something was left by then, else settled. */
        public Row headline() {
            Row last = rows.get(rows.size() - 1);
            boolean leaks = last.text("verdict").equals("leaks");
            return leaks || rows.size() < 3 ? last : rows.get(1);
        }

        /** Whether the verdict is the declared one. */
        public boolean asExpected() {
            return headline().text("verdict").equals(headline().text("expected"));
        }
    }

    /** The strategy has no such sends, and why. */
    public record Absent(String reason) implements Result {}

    /** The child died or hung, in words. */
    public record Failed(String reason) implements Result {}

    /**
     * Runs it.
     *
     * @param atMost its time; over that it is killed, and has failed
     */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        List<Row> rows = Collections.synchronizedList(new ArrayList<>());
        List<Row> classRows = Collections.synchronizedList(new ArrayList<>());
        List<String> absent = Collections.synchronizedList(new ArrayList<>());
        ChildJvm.End end = child().run(atMost, line -> {
            if (Wire.isRow(line, Schema.RETENTION)) {
                rows.add(Wire.row(line, Schema.RETENTION));
            } else if (Wire.isRow(line, Schema.RETENTION_CLASSES)) {
                classRows.add(Wire.row(line, Schema.RETENTION_CLASSES));
            } else if (Wire.isAbsent(line)) {
                absent.add(Wire.reason(line));
            }
        });
        if (end.timedOut()) {
            return new Failed("did not end within " + atMost.toSeconds() + " s and was killed");
        }
        if (!end.succeeded()) {
            return new Failed(end.inWords());
        }
        if (!absent.isEmpty()) {
            return new Absent(absent.get(0));
        }
        return rows.isEmpty()
                ? new Failed("its JVM ended without a result")
                : new Measured(List.copyOf(rows), List.copyOf(classRows));
    }

    private ChildJvm child() throws IOException {
        List<String> options = new ArrayList<>(jdk.measuringFlags(JolAgent.jar()));
        options.add("-Xmx" + HEAP);
        // What is reachable does not depend on how well the code is compiled, and the better compiler would take longer
        // than the sends.
        options.add("-XX:TieredStopAtLevel=1");
        options.addAll(collector.flags());
        if (collector != Collector.ZGC) {
            // To know the layout of objects, JOL would start one more JVM that attaches to this one, for seconds.
            // It finds out by itself, except with ZGC on JDK 25.
            options.add("-Djol.skipHotspotSAAttach=true");
        }
        return new ChildJvm(
                jdk,
                options,
                classPath,
                RetentionChild.class.getName(),
                List.of(
                        strategy,
                        ending.label(),
                        collector.label(),
                        Long.toString(effort.sends()),
                        Long.toString(effort.timeout().toNanos()),
                        Long.toString(effort.budget().toNanos())));
    }
}
