package afterglow.compare;

import java.time.Duration;

/**
 * JMH's iterations of one point. A storm takes what it takes: of its iterations only the number counts.
 *
 * @param warmups how many are not measured
 * @param warmupMillis the length of each, in ms
 * @param measured how many are
 * @param measuredMillis the length of each, in ms
 */
record Iterations(int warmups, int warmupMillis, int measured, int measuredMillis) {

    /** Those of a JVM's first point, which finds nothing compiled while the JVM still compiles its own start. */
    Iterations first() {
        return new Iterations(2 * warmups, warmupMillis, measured, measuredMillis);
    }

    /** About how long they take at a point. */
    Duration length(Point point) {
        return point.timing() == Timing.EXPIRY
                ? stormLength(point.size()).multipliedBy((long) warmups + measured)
                : Duration.ofMillis((long) warmups * warmupMillis + (long) measured * measuredMillis);
    }

    /** Its lead, which grows with it, and the storm itself. */
    private static Duration stormLength(int storm) {
        return Duration.ofMillis(15).plusNanos(3_000L * storm);
    }
}
