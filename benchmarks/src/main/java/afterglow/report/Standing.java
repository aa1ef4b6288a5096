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
 * @param faults what was seen to go wrong at a deadline; {@code none} for nothing, empty if nobody looked
 * @param nanos for each send
 * @param ratio to the floor
 * @param bytes allocated for each send
 * @param retainedObjects for each send, settled
 * @param retainedBytes for each send, settled
 * @param latenessMicros 99th percentile, idle
 * @param idleCpuPercent of one core, with nothing armed
 * @param inFlightNanos for each send with many others in flight
 * @param laneBytes that an open lane holds
 * @param dominatedBy the strategies that are better or as good in everything; empty for none
 * @param recommendedFor the uses that it is to be picked for; empty for none
 */
record Standing(
        String jvm,
        String strategy,
        String family,
        String point,
        String verdict,
        String expected,
        String faults,
        Measure nanos,
        Measure ratio,
        @Nullable Double bytes,
        @Nullable Double retainedObjects,
        @Nullable Double retainedBytes,
        Measure latenessMicros,
        Measure idleCpuPercent,
        Measure inFlightNanos,
        Measure laneBytes,
        String dominatedBy,
        String recommendedFor) {

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
            @Nullable Double high) {}

    /** Whether something was seen to go wrong at a deadline. */
    boolean faulty() {
        return !faults.isEmpty() && !faults.equals("none");
    }
}
