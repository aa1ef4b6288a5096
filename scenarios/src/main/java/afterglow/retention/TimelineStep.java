package afterglow.retention;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Sends at a steady rate in a fresh JVM, and the timers that live meanwhile: Little's law, live = rate x timeout, and the
 * drain after the last deadline.
 *
 * @param jdk what that runs on
 * @param classPath ours, and a user's own strategies
 * @param strategy its id
 * @param ratePerSecond of the sends
 * @param timeout of each send
 * @param sending how long it sends
 */
public record TimelineStep(
        Jdk jdk, String classPath, String strategy, long ratePerSecond, Duration timeout, Duration sending) {

    private static final int SAMPLES = 60;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration MOST_DRAIN = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final String HEAP = "2g";

    /** What came of it. */
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

    /** The child died or hung, in words. */
    public record Failed(String reason) implements Result {}

    /**
     * Runs it.
     *
     * @param sampled told of each row as it comes, from another thread
     */
    public Result run(Consumer<Row> sampled) throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        double[] bytesPerTimer = {0};
        ChildJvm.End end = child().run(sending.plus(drain()).plus(GRACE), line -> {
            synchronized (rows) {
                if (Wire.isRow(line, Schema.TIMELINE)) {
                    Row row = Wire.row(line, Schema.TIMELINE);
                    rows.add(row);
                    sampled.accept(row);
                } else if (line.startsWith(TimelineChild.TIMERS)) {
                    bytesPerTimer[0] = Double.parseDouble(line.substring(TimelineChild.TIMERS.length()));
                }
            }
        });
        synchronized (rows) {
            if (!end.succeeded() || rows.isEmpty()) {
                return new Failed(end.inWords());
            }
            double predicted = bytesPerTimer[0] == 0 ? 0 : ratePerSecond * (timeout.toNanos() / 1e9);
            OptionalDouble plateau = rows.stream()
                    .filter(row ->
                            row.whole("elapsed_ms") > settledMillis() && row.whole("elapsed_ms") < sending.toMillis())
                    .mapToDouble(row -> row.whole("live_timers"))
                    .average();
            OptionalDouble left = drain().compareTo(timeout) < 0
                    ? OptionalDouble.empty()
                    : rows.get(rows.size() - 1).number("live_timers");
            return new Watched(List.copyOf(rows), bytesPerTimer[0], predicted, plateau, left);
        }
    }

    /** From when on the first timers expire, with half a second for the start. */
    private long settledMillis() {
        return timeout.toMillis() + 500;
    }

    private Duration drain() {
        Duration needed = timeout.plusMillis(1_000);
        return needed.compareTo(MOST_DRAIN) > 0 ? Duration.ZERO : needed;
    }

    private ChildJvm child() {
        Duration pause = sending.plus(drain()).dividedBy(SAMPLES);
        List<String> options = new ArrayList<>(jdk.quietFlags());
        options.add("-Xmx" + HEAP);
        options.addAll(Collector.SERIAL.flags());
        return new ChildJvm(
                jdk,
                options,
                classPath,
                TimelineChild.class.getName(),
                List.of(
                        strategy,
                        Long.toString(ratePerSecond),
                        Long.toString(timeout.toNanos()),
                        Long.toString(sending.toNanos()),
                        Long.toString((pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause).toNanos()),
                        Long.toString(drain().toNanos())));
    }
}
