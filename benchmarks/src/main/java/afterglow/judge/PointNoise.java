package afterglow.judge;

/**
 * What a run says of its own noise at one point.
 *
 * @param setup the JVMs
 * @param point benchmark and size
 * @param generations how many there are
 * @param floorsApart by which factor the slowest floor is above the quickest
 * @param plainFactor by which factor the levels of two JVMs of a strategy without threads may differ (95 %)
 * @param threadedFactor the same with threads
 * @param waitShare the part of its time that a measuring thread waited for a core, in the median JVM
 * @param parkedPercent of one core: what all parked JVMs of a generation burn together
 */
public record PointNoise(
        JvmSetup setup,
        BenchmarkPoint point,
        int generations,
        double floorsApart,
        double plainFactor,
        double threadedFactor,
        double waitShare,
        double parkedPercent) {

    static PointNoise of(PointLevels levels, JvmVariance variance) {
        double[] floors = levels.strategies().stream()
                .filter(Floors::contains)
                .mapToDouble(id -> Statistic.mean(levels.aboveFloor(id)))
                .sorted()
                .toArray();
        double[] waits = levels.byGeneration().values().stream()
                .flatMap(generation -> generation.values().stream())
                .mapToDouble(JvmLevel::waitShare)
                .filter(share -> !Double.isNaN(share))
                .toArray();
        double[] parked = levels.byGeneration().values().stream()
                .mapToDouble(generation -> generation.values().stream()
                        .mapToDouble(JvmLevel::idlePercent)
                        .filter(percent -> !Double.isNaN(percent))
                        .sum())
                .toArray();
        return new PointNoise(
                levels.setup(),
                levels.point(),
                levels.byGeneration().size(),
                floors.length == 0 ? Double.NaN : Math.exp(floors[floors.length - 1] - floors[0]),
                factor(variance.plain(), variance.plainFreedom()),
                factor(variance.threaded(), variance.threadedFreedom()),
                Statistic.median(waits),
                Statistic.median(parked));
    }

    private static double factor(double variance, double freedom) {
        return Math.exp(Statistic.t(Statistic.TWO_SIDED, freedom) * Math.sqrt(2 * variance));
    }
}
