package afterglow.judge;

/**
 * What one strategy costs at one point, over all generations. NaN is an unknown figure.
 *
 * @param setup the JVMs
 * @param point benchmark and size
 * @param strategy which
 * @param generations how many JVMs of it were measured
 * @param added ns for each send above the floor's
 * @param nanos for each send
 * @param toFloor ratio to the floor
 * @param toNaive ratio to the naive form
 * @param toAgainst ratio to the strategy that the run was asked to compare with
 * @param cpuNanos CPU time for each send, the later work of threads and collector included
 * @param bytes allocated for each send
 * @param waitShare the part of the measuring thread's time that it waited for a core
 * @param unsettled how many of the JVMs had not settled
 * @param modes levels and counts if JVMs fall in two groups; empty if not
 * @param estimate what comparisons go by
 */
public record Cost(
        JvmSetup setup,
        BenchmarkPoint point,
        String strategy,
        int generations,
        Span added,
        double nanos,
        Span toFloor,
        Span toNaive,
        Span toAgainst,
        double cpuNanos,
        double bytes,
        double waitShare,
        int unsettled,
        String modes,
        Estimate estimate) {}
