package afterglow.retention;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Sends at a steady rate in a fresh JVM and counts the live timers: Little's law, live = rate x timeout, and the drain after
 * the last deadline.
 */
public record TimelineStep(
        Jdk jdk, String classPath, String strategy, long ratePerSecond, Duration timeout, Duration sending) {

    private static final int SAMPLES = 60;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration MOST_DRAIN = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(30);

    public sealed interface Result {}

    /**
     * It was watched.
     *
     * @param rows of {@link Schema#TIMELINE}
     * @param bytesPerTimer what each timer takes, with all that it holds; 0 if the strategy keeps none
     * @param predicted the timers that live once the first of them expire: rate x timeout; 0 if the strategy keeps none
     * @param plateau the mean of those that lived from then on; empty if the sends ended before
     * @param left those that lived when all deadlines had passed; empty if that was not waited for
     */
    public record Watched(
            List<Row> rows, double bytesPerTimer, double predicted, OptionalDouble plateau, OptionalDouble left)
            implements Result {}

    /** The child died or hung; the reason in words. */
    public record Failed(String reason) implements Result {}

    public Result run() throws IOException, InterruptedException {
        List<String> options = List.of("-Xmx2g", "-XX:+UseSerialGC");
        Duration pause = sending.plus(drain()).dividedBy(SAMPLES);
        Map<String, ?> arguments = Map.of(
                "strategy", strategy,
                "rate", ratePerSecond,
                "timeout", timeout,
                "sending", sending,
                "pause", pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause,
                "drain", drain());
        return new ChildStep(jdk, options, classPath, TimelineChild.class, arguments)
                .run(sending.plus(drain()).plus(GRACE))
                .result(Failed::new, Failed::new, this::watched);
    }

    private Result watched(ChildStep.Answers answers) {
        List<Row> rows = answers.rows(Schema.TIMELINE);
        if (rows.isEmpty()) {
            return new Failed(answers.end().inWords());
        }
        double bytesPerTimer = answers.cells(TimelineChild.TIMERS)
                .map(cells -> Double.parseDouble(cells.get(0)))
                .orElse(0.0);
        // From when on the first timers expire, with half a second for the start.
        long levelMillis = timeout.toMillis() + 500;
        OptionalDouble plateau = rows.stream()
                .filter(row -> row.whole("elapsed_ms") > levelMillis && row.whole("elapsed_ms") < sending.toMillis())
                .mapToDouble(row -> row.whole("live_timers"))
                .average();
        return new Watched(
                rows,
                bytesPerTimer,
                bytesPerTimer == 0 ? 0 : ratePerSecond * (timeout.toNanos() / 1e9),
                plateau,
                drain().compareTo(timeout) < 0
                        ? OptionalDouble.empty()
                        : rows.get(rows.size() - 1).number("live_timers"));
    }

    private Duration drain() {
        Duration needed = timeout.plusMillis(1_000);
        return needed.compareTo(MOST_DRAIN) > 0 ? Duration.ZERO : needed;
    }
}
