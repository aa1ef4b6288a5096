package afterglow.accuracy;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The sends of one run: an open-loop schedule for each lane, drawn beforehand, which no expiry changes.
 *
 * <p>A lane is given twice the time that its sends should take, and all lanes together at most 10,000 starts a second:
 * beyond that it would be the price of arming that is measured, not when timeouts fire.
 *
 * @param deadline of each send
 * @param overhead how late an expiry usually is, so that the next send of its lane does not wait for it
 * @param duration within which sends begin
 * @param bound how long after its deadline an expiry is given up for lost
 * @param seed of the schedule
 */
record Load(Duration deadline, int lanes, Duration overhead, Duration duration, Duration bound, long seed) {

    private static final double MOST_STARTS_PER_SECOND = 10_000;
    private static final long PAUSE_NANOS = 10_000_000;

    /**
     * The starts of one lane, one after the other, in ns after the run's begin: a steady beat of a random phase, each start
     * a random while after its beat. Not thread-safe.
     */
    final class Starts {

        private final SplittableRandom random;
        private final long leastGap;
        private final long meanGap;
        private long base;
        private long at;

        private Starts(int lane) {
            random = new SplittableRandom(seed * 1_000_003 + lane);
            leastGap = deadline.plus(overhead).toNanos();
            meanGap = Math.max(2 * leastGap + PAUSE_NANOS, leastNanos());
            // However short the run, a lane has one send, unless all of them were too many a second.
            base = random.nextLong(Math.min(meanGap, Math.max(duration.toNanos(), leastNanos())));
            at = base;
        }

        long next() {
            return at;
        }

        void advance() {
            base += meanGap;
            at = base + random.nextLong(meanGap - leastGap);
        }

        /** Leaves out those before a moment: a lane whose expiry was lost could not have made them. */
        void skipTo(long moment) {
            while (at < moment) {
                advance();
            }
        }
    }

    /** The time in which each lane may have a start. */
    private long leastNanos() {
        return (long) (lanes * 1e9 / MOST_STARTS_PER_SECOND);
    }

    /** The starts of a lane. */
    Starts starts(int lane) {
        return new Starts(lane);
    }
}
