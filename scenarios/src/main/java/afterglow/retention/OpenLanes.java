package afterglow.retention;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an idle open lane of a strategy holds, as the slope of the live bytes over the number of open lanes: disarmed, or
 * armed for an hour, as an idle connection's is.
 *
 * <p>Every lane was armed once, with a deadline that has passed, and disarmed: many a strategy makes what its lane needs only
 * then, and some keep it. Nothing of a broker is in it; the lanes share one {@link Expiry}.
 */
final class OpenLanes {

    private static final int CHECKPOINTS = 5;
    private static final int FIRST = 1_000;
    private static final int BETWEEN = 2_250;
    private static final int WARM_UP = 100;

    private static final long MILLI = 1_000_000;
    private static final long DEADLINE_NANOS = MILLI;
    private static final long ARMED_NANOS = 3_600_000 * MILLI;
    private static final long SETTLE_NANOS = 10 * MILLI;
    private static final long MOST_SETTLE_NANOS = 500 * MILLI;

    /** Where lanes are slow to open, a thread for each perhaps, fewer must do. */
    private static final long MOST_OPENING_NANOS = 200 * MILLI;

    /** So little comes and goes by itself. */
    private static final long STABLE_BYTES = 256;

    private static final double ALPHA = 0.05;

    /** What collectors fill their gaps with on JDK 17, beside what a program makes of it. */
    private static final String FILLER = "[I";

    private static final Expiry UNHEARD = ticket -> {};

    private OpenLanes() {}

    /**
     * Counts, in about 0.3 s and six times the granularity; bytes for each lane.
     *
     * @param strategies makes the strategy
     * @param armed whether each lane is armed for an hour; what that leaves in threads of the whole JVM stays there
     * @param granularity the longest that its expiries and its clean-up are late by design
     * @return empty if the strategy refuses so many lanes, or the machine cannot carry them
     */
    static Optional<Slope> bytesPerLane(Supplier<TimeoutStrategy> strategies, boolean armed, Duration granularity)
            throws InterruptedException {
        long[] opened = new long[CHECKPOINTS];
        Live[] live = new Live[CHECKPOINTS];
        // As long as it gets from the beginning, so that it does not grow with the lanes.
        List<Timeout> lanes = new ArrayList<>(WARM_UP + FIRST + (CHECKPOINTS - 1) * BETWEEN);
        try (TimeoutStrategy strategy = strategies.get()) {
            // Loads all that is needed.
            open(strategy, armed, WARM_UP, lanes);
            Live.settled(granularity);
            for (int i = 0; i < CHECKPOINTS; i++) {
                open(strategy, armed, i == 0 ? FIRST : BETWEEN, lanes);
                opened[i] = lanes.size();
                live[i] = Live.settled(granularity);
            }
            lanes.forEach(Timeout::disarm);
            lanes.forEach(Timeout::close);
        } catch (UnsupportedOperationException | OutOfMemoryError e) {
            // A thread for each lane, say, and no more threads to be had.
            return Optional.empty();
        }
        int last = CHECKPOINTS - 1;
        boolean arraysOfLanes = 2 * (live[last].arrays - live[0].arrays) > opened[last] - opened[0];
        long[] bytes = Arrays.stream(live)
                .mapToLong(one -> one.bytes + (arraysOfLanes ? one.arrayBytes : 0))
                .toArray();
        return Optional.of(Slope.fit(opened, bytes, ALPHA));
    }

    private static void open(TimeoutStrategy strategy, boolean armed, int more, List<Timeout> lanes) {
        long start = System.nanoTime();
        for (int i = 0; i < more && (i == 0 || System.nanoTime() - start < MOST_OPENING_NANOS); i++) {
            Timeout lane = strategy.open(UNHEARD);
            lane.arm(DEADLINE_NANOS, 1);
            // What a lane asks before it sleeps; a strategy may arm only then.
            lane.parkNanos();
            lane.disarm();
            if (armed) {
                lane.arm(ARMED_NANOS, 2);
                lane.parkNanos();
            }
            lanes.add(lane);
        }
    }

    /**
     * The bytes that live, apart from arrays of int: with those a collector may fill its gaps.
     *
     * @param arrays how many of those there are
     */
    private record Live(long bytes, long arrays, long arrayBytes) {

        /** What lives when it has stopped to become less. */
        static Live settled(Duration granularity) throws InterruptedException {
            long start = System.nanoTime();
            long last;
            Thread.sleep((DEADLINE_NANOS + granularity.toNanos()) / MILLI);
            Live now = new Live(Long.MAX_VALUE, 0, 0);
            do {
                last = now.bytes;
                Thread.sleep(SETTLE_NANOS / MILLI);
                now = now();
            } while (last - now.bytes > STABLE_BYTES && System.nanoTime() - start < MOST_SETTLE_NANOS);
            return now;
        }

        /** By a census that is gone when this returns, so that none counts the one before. */
        private static Live now() {
            Census census = Census.take();
            Census.Count filler = census.count(FILLER);
            return new Live(census.bytes() - filler.bytes(), filler.objects(), filler.bytes());
        }
    }
}
