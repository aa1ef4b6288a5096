package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;

/**
 * What one strategy costs at one point, over all generations: a row of {@code costs.csv}. NaN is an unknown figure.
 *
 * @param unsettled how many of its JVMs had not settled
 * @param modes levels and counts if its JVMs fall in two groups; empty if not
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
