package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The noise of a run at one point. NaN is an unknown figure.
 *
 * @param floorsApart by which factor the slowest floor is above the quickest
 * @param plainFactor by which factor two JVMs of a strategy without threads may differ (95 %)
 * @param threadedFactor the same, of a strategy with threads
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
                .mapToDouble(id -> StatUtils.mean(levels.aboveFloor(id)))
                .toArray();
        double[] parked = levels.byGeneration().values().stream()
                .mapToDouble(jvms -> StatUtils.sum(Statistic.known(jvms.values(), JvmLevel::idlePercent)))
                .toArray();
        return new PointNoise(
                levels.setup(),
                levels.point(),
                levels.byGeneration().size(),
                Math.exp(StatUtils.max(floors) - StatUtils.min(floors)),
                factor(variance.plain()),
                factor(variance.threaded()),
                Statistic.median(levels.all(), JvmLevel::waitShare),
                Statistic.median(parked));
    }

    private static double factor(JvmVariance.Pool jvms) {
        return Math.exp(Statistic.t(Statistic.TWO_SIDED, jvms.freedom()) * Math.sqrt(2 * jvms.variance()));
    }
}
