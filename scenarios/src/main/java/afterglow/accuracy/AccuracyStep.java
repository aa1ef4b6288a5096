package afterglow.accuracy;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When the timeouts of one strategy fire under one condition, found out in a fresh JVM.
 *
 * @param deadline of each send
 * @param duration within which sends begin
 * @param seed of their schedule
 */
public record AccuracyStep(
        Jdk jdk, String strategy, Duration deadline, int lanes, Condition condition, Duration duration, long seed) {

    /** For one step among many: about 2 s with its JVM, and no figure beyond the 99th percentile. */
    public static final Duration QUICK = Duration.ofMillis(500);

    private static final Duration START = Duration.ofMillis(800);
    private static final Duration UPKEEP = Duration.ofMillis(300);

    public sealed interface Result {}

    /** It was measured: a row of {@link Schema#ACCURACY}, and the lateness that its percentiles come from. */
    public record Measured(Row row, Lateness lateness) implements Result {

        /** Whether every expiry that the strategy promises came, and none before its deadline. */
        public boolean keepsPromises() {
            List<String> admitted = List.of(row.text("admits").split(" "));
            return (row.whole("early") == 0 || admitted.contains(Fault.EARLY.label()))
                    && (row.whole("never") == 0 || admitted.contains(Fault.LOST.label()));
        }
    }

    /** The strategy cannot be measured so, and why. */
    public record Absent(String reason) implements Result {}

    /** The child died or hung, in words. */
    public record Failed(String reason) implements Result {}

    /** On 100 lanes of an idle machine, with deadlines of 5 ms. */
    public static AccuracyStep idle(Jdk jdk, String strategy, Duration duration, long seed) {
        return new AccuracyStep(jdk, strategy, Duration.ofMillis(5), 100, Condition.IDLE, duration, seed);
    }

    /** The step that a fresh JVM was started for. */
    static AccuracyStep of(ChildStep.Arguments asked) {
        return new AccuracyStep(
                Jdk.current(),
                asked.text("strategy"),
                asked.duration("deadline"),
                Math.toIntExact(asked.whole("lanes")),
                asked.constant("condition", Condition.class),
                asked.duration("duration"),
                asked.whole("seed"));
    }

    /** Whether it is too short for more than the first of the three figures of {@link Upkeep}: each takes 0.2 s or more. */
    public static boolean isBrief(Duration duration) {
        return duration.compareTo(QUICK) < 0;
    }

    /** How long it takes, about. */
    public Duration expected() {
        Duration expected = START.plus(duration).plus(deadline);
        return condition == Condition.IDLE
                ? expected.plus(UPKEEP).plus(duration.multipliedBy(3).dividedBy(4))
                : expected;
    }

    /** Runs it for so long at most; over that it is killed, and has failed. */
    public Result run(Duration atMost) throws IOException, InterruptedException {
        // The collector is named, because a JVM picks another one on a small machine.
        List<String> options = List.of("-Xmx512m", "-XX:+UseG1GC");
        Map<String, ?> arguments = Map.of(
                "strategy", strategy,
                "condition", condition,
                "deadline", deadline,
                "lanes", lanes,
                "duration", duration,
                "seed", seed);
        String classPath = System.getProperty("java.class.path");
        return new ChildStep(jdk, options, classPath, AccuracyChild.class, arguments)
                .run(atMost)
                .result(Absent::new, Failed::new, AccuracyStep::measured);
    }

    private static Result measured(ChildStep.Answers answers) {
        List<Row> rows = answers.rows(Schema.ACCURACY);
        Optional<String> lateness =
                answers.lines().stream().filter(Lateness::isLine).findFirst();
        return rows.isEmpty() || lateness.isEmpty()
                ? new Failed("ended without a result")
                : new Measured(rows.get(0), Lateness.of(lateness.get()));
    }
}
