package afterglow.relay;

import java.time.Duration;

/**
 * How a point is measured.
 *
 * @param warmup of each JVM; two warm up at a time
 * @param settling the first micro-rounds, which are not written: in them threads that slept catch up
 * @param rounds micro-rounds that count
 * @param slice of each JVM in a micro-round; a storm takes what it takes
 */
public record Pace(Duration warmup, int settling, int rounds, Duration slice) {

    /** The same with fewer measured rounds, for a resumed run. */
    public Pace left(int done) {
        return new Pace(warmup, settling, rounds - done, slice);
    }

    /** JMH's measured iterations: one more than are used, because in the last one JMH tears the benchmark down. */
    public int iterations() {
        return settling + rounds + 1;
    }
}
