package afterglow.leak.trial;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.jvm.JolAgent;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Effort;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * One question to a program of the user's, answered in a fresh JVM.
 *
 * @param className of the program
 * @param question to it
 * @param effort how many sends it may make; its timeout is how long to wait for what they left
 */
public record ProgramStep(String className, Question question, Effort effort) {

    /** So many threads send at once in {@link Question#CROWD}. */
    public static final int CROWD = SendPace.CROWD;

    private static final String HEAP = "512m";

    /** What is asked, in the order in which it is: a program that leaves threads is not asked for thousands of sends. */
    public enum Question {
        /** Whether it can be made, and its first send returns. */
        FIRST,
        /** Which threads its sends leave, and its end. */
        THREADS,
        /** What its sends leave in the heap. */
        MEMORY,
        /** What it burns while nothing is sent. */
        CPU,
        /** What a send costs beside many. */
        CROWD;

        /** Those whose answer is a verdict. */
        public static final List<Question> VERDICTS = List.of(THREADS, MEMORY, CPU, CROWD);

        /** The name in tables and CSV: lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What came of it. */
    public sealed interface Result {}

    /**
     * An answer.
     *
     * @param row of {@link Schema#LEAKS}
     * @param classRows of {@link Schema#RETENTION_CLASSES}, the heaviest first
     */
    public record Answered(Row row, List<Row> classRows) implements Result {}

    /** The class is not one that can be asked, and why. */
    public record Unusable(String reason) implements Result {}

    /** A send threw, or never returned, or the JVM died; in words. */
    public record Failed(String reason) implements Result {}

    /**
     * Asks.
     *
     * @param atMost how long that may take; then the JVM is killed
     */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        List<Row> rows = Collections.synchronizedList(new ArrayList<>());
        List<Row> classRows = Collections.synchronizedList(new ArrayList<>());
        List<String> options = new ArrayList<>(Jdk.current().measuringFlags(JolAgent.jar()));
        options.addAll(List.of("-Xmx" + HEAP, "-XX:+UseSerialGC"));
        ChildJvm child = new ChildJvm(
                Jdk.current(),
                options,
                System.getProperty("java.class.path"),
                ProgramChild.class.getName(),
                List.of(
                        className,
                        question.name(),
                        Long.toString(effort.sends()),
                        Long.toString(effort.timeout().toNanos()),
                        Long.toString(effort.budget().toNanos())));
        ChildJvm.End end = child.run(atMost, line -> {
            if (Wire.isRow(line, Schema.LEAKS)) {
                rows.add(Wire.row(line, Schema.LEAKS));
            } else if (Wire.isRow(line, Schema.RETENTION_CLASSES)) {
                classRows.add(Wire.row(line, Schema.RETENTION_CLASSES));
            }
        });
        if (end.status() == ProgramChild.UNUSABLE && !end.timedOut()) {
            return new Unusable(end.err().strip());
        }
        if (end.timedOut() && question != Question.FIRST) {
            return new Answered(untold(atMost), List.of());
        }
        if (end.succeeded() && !rows.isEmpty()) {
            return new Answered(rows.get(0), List.copyOf(classRows));
        }
        if (end.succeeded()) {
            return new Failed("the program ended its JVM");
        }
        String words = end.err().strip();
        boolean said = end.status() == 1 && !end.timedOut() && words.lines().count() == 1;
        return new Failed(said ? words : "its JVM " + end.inWords());
    }

    private Row untold(Duration atMost) {
        return Row.of(Schema.LEAKS)
                .set("jdk", Jdk.current().feature())
                .set("demonstration", className)
                .set("form", "program")
                .set("harm", question.label())
                .set("verdict", "unknown")
                .set(
                        "note",
                        "its sends are too slow to tell within %d s; replace what they wait for by a stub"
                                .formatted(atMost.toSeconds()));
    }
}
