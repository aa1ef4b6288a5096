package afterglow.accuracy;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * When the timeouts of one strategy fire under one condition, found out in a fresh JVM.
 *
 * @param jdk what that runs on
 * @param classPath ours, and a user's own strategies
 * @param strategy its id
 * @param deadline of each send
 * @param lanes how many
 * @param condition under which they expire
 * @param duration within which sends begin
 * @param seed of their schedule
 */
public record AccuracyStep(
        Jdk jdk,
        String classPath,
        String strategy,
        Duration deadline,
        int lanes,
        Condition condition,
        Duration duration,
        long seed) {

    /** For one step among many: about 2 s with its JVM, and no figure beyond the 99th percentile. */
    public static final Duration QUICK = Duration.ofMillis(500);

    private static final Duration START = Duration.ofMillis(800);
    private static final Duration UPKEEP = Duration.ofMillis(300);
    private static final String HEAP = "512m";

    /** What came of it. */
    public sealed interface Result {}

    /**
     * It was measured.
     *
     * @param row of {@link Schema#ACCURACY}; the round is left to fill in
     * @param lateness that its percentiles come from
     */
    public record Measured(Row row, Lateness lateness) implements Result {

        /** Whether every expiry that the strategy promises came, and none before its deadline. */
        public boolean keepsPromises() {
            List<String> admitted = List.of(row.text("admits").split(" "));
            return (row.whole("early") == 0 || admitted.contains("early"))
                    && (row.whole("never") == 0 || admitted.contains("lost"));
        }
    }

    /** The strategy cannot be measured so, and why. */
    public record Absent(String reason) implements Result {}

    /** The child died or hung, in words. */
    public record Failed(String reason) implements Result {}

    /** How long it takes, about. */
    public Duration expected() {
        Duration expected = START.plus(duration).plus(deadline);
        return condition == Condition.IDLE
                ? expected.plus(UPKEEP).plus(duration.multipliedBy(3).dividedBy(4))
                : expected;
    }

    /**
     * Runs it.
     *
     * @param atMost its time; over that it is killed, and has failed
     */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        List<Row> rows = Collections.synchronizedList(new ArrayList<>());
        List<Lateness> latenesses = Collections.synchronizedList(new ArrayList<>());
        List<String> absent = Collections.synchronizedList(new ArrayList<>());
        ChildJvm.End end = child().run(atMost, line -> {
            if (Wire.isRow(line, Schema.ACCURACY)) {
                rows.add(Wire.row(line, Schema.ACCURACY));
            } else if (Lateness.isLine(line)) {
                latenesses.add(Lateness.of(line));
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
        return rows.isEmpty() || latenesses.isEmpty()
                ? new Failed("its JVM ended without a result")
                : new Measured(rows.get(0), latenesses.get(0));
    }

    /** The options of a JVM in which lateness is measured. */
    static List<String> options(Jdk jdk) {
        List<String> options = new ArrayList<>(jdk.quietFlags());
        options.add("-Xmx" + HEAP);
        // Named, because a JVM picks another one on a small machine.
        options.add("-XX:+UseG1GC");
        return options;
    }

    private ChildJvm child() {
        return new ChildJvm(
                jdk,
                options(jdk),
                classPath,
                AccuracyChild.class.getName(),
                List.of(
                        strategy,
                        condition.label(),
                        Long.toString(deadline.toNanos()),
                        Integer.toString(lanes),
                        Long.toString(duration.toNanos()),
                        Long.toString(seed)));
    }
}
