package afterglow.report;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one strategy on one JVM: a row of the verdict table. A figure that was not measured is null.
 *
 * @param jvm what it was measured on
 * @param strategy its id
 * @param family how it comes by its timers
 * @param point the benchmark and its size
 * @param verdict what it leaves behind
 * @param expected what it promises to leave behind
 * @param faults what was seen to go wrong at a deadline; empty for nothing, null if nobody looked
 * @param nanos for each send
 * @param ratio to the floor
 * @param bytes allocated for each send
 * @param retainedObjects for each send, settled
 * @param retainedBytes for each send, settled
 * @param latenessMicros 99th percentile, idle
 * @param idleCpuPercent of one core, with nothing armed
 */
record Standing(
        String jvm,
        String strategy,
        String family,
        String point,
        String verdict,
        String expected,
        @Nullable String faults,
        Measure nanos,
        Measure ratio,
        @Nullable Double bytes,
        @Nullable Double retainedObjects,
        @Nullable Double retainedBytes,
        @Nullable Double latenessMicros,
        @Nullable Double idleCpuPercent) {

    /** The family of what no strategy can beat. */
    static final String FLOOR = "floor";

    /**
     * A figure with its interval.
     *
     * @param value the median; null for unknown
     * @param low where its interval begins
     * @param high where it ends
     */
    record Measure(
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high) {

        /** Whether it is below another by more than both intervals allow. */
        boolean clearlyBelow(Measure other) {
            return high != null && other.low != null && high < other.low;
        }
    }

    /** Whether it leaves nothing behind and was seen to keep its deadlines. */
    boolean sound() {
        return verdict.equals("clean") && faults != null && faults.isEmpty();
    }

    /** Whether it is better than another in something that is known of both, by more than noise makes of it. */
    boolean clearlyBetter(Standing other) {
        return ratio.clearlyBelow(other.ratio)
                || clearlyBelow(bytes, other.bytes, 1)
                || clearlyBelow(latenessMicros, other.latenessMicros, 50)
                || clearlyBelow(idleCpuPercent, other.idleCpuPercent, 0.5);
    }

    private static boolean clearlyBelow(@Nullable Double own, @Nullable Double other, double least) {
        return own != null && other != null && own < other - least && own < 0.9 * other;
    }
}
