package afterglow.judge;

import afterglow.results.Floors;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What the strategies cost at one point of one setup. A strategy's distance from the floor is the mean, over generations, of
 * its level minus the mean of that generation's floors. Its interval is computed from how JVMs differ, because slices of one
 * JVM are not replicates.
 */
record PointPrices(PointLevels levels, JvmVariance variance) {

    private static final double MODES_APART = Math.log(1.4);

    static PointPrices of(PointLevels levels) {
        return new PointPrices(levels, JvmVariance.of(levels));
    }

    List<Cost> costs(String against) {
        return levels.strategies().stream().map(id -> cost(id, against)).toList();
    }

    /** The logarithm of a strategy's ratio to the floor; NaN if it was not measured beside one. */
    double distance(String id) {
        return StatUtils.mean(levels.aboveFloor(id));
    }

    /** How far off a strategy's own level may be, as a logarithm. */
    double half(String id, double probability) {
        double[] above = levels.aboveFloor(id);
        JvmVariance.Pool jvms = levels.threaded(id) ? variance.threaded() : variance.plain();
        return above.length == 0 ? Double.NaN : Statistic.half(above, jvms.variance(), jvms.freedom(), probability);
    }

    /** How far off the floors' mean may be over the generations that a strategy has. */
    private double floorHalf(String id, double probability) {
        double floors = levels.aboveFloor(id).length * levels.floorsEach();
        JvmVariance.Pool plain = variance.plain();
        return Statistic.t(probability, plain.freedom()) * Math.sqrt(plain.variance() / floors);
    }

    /** How far off a strategy's distance from the floor may be. */
    double halfToFloor(String id, double probability) {
        return Math.hypot(half(id, probability), floorHalf(id, probability));
    }

    private Cost cost(String id, String against) {
        List<JvmLevel> jvms = levels.of(id);
        double distance = distance(id);
        double half = half(id, Statistic.TWO_SIDED);
        double floorHalf = floorHalf(id, Statistic.TWO_SIDED);
        double floor = levels.floor(id);
        double level =
                Double.isNaN(distance) ? StatUtils.mean(Statistic.known(jvms, JvmLevel::level)) : floor + distance;
        return new Cost(
                levels.setup(),
                levels.point(),
                id,
                jvms.size(),
                added(Math.exp(level), half, Math.exp(floor), floorHalf),
                Math.exp(level),
                Span.ratio(distance, Math.hypot(half, floorHalf)),
                ratio(id, Floors.NAIVE),
                ratio(id, against),
                StatUtils.mean(Statistic.known(jvms, JvmLevel::cpuNanos)),
                Statistic.median(jvms, JvmLevel::bytes),
                Statistic.median(jvms, JvmLevel::waitShare),
                (int) jvms.stream().filter(jvm -> !jvm.settled()).count(),
                modes(id),
                new Estimate(distance, halfToOthers(id, Statistic.PICK)));
    }

    /** A difference of two levels, each with its own interval: the ends that matter are squared and added. */
    private static Span added(double level, double half, double floor, double floorHalf) {
        double added = level - floor;
        double below = Math.hypot(level * -Math.expm1(-half), floor * Math.expm1(floorHalf));
        double above = Math.hypot(level * Math.expm1(half), floor * -Math.expm1(-floorHalf));
        return new Span(added, added - below, added + above);
    }

    /** How far off a strategy is where another one is the measure: the floors cancel out if both stand beside the same ones. */
    private double halfToOthers(String id, double probability) {
        return levels.together() ? half(id, probability) : halfToFloor(id, probability);
    }

    /** The ratio of a strategy to another; NaN if the other was not measured. */
    private Span ratio(String id, String other) {
        double half = Math.hypot(halfToOthers(id, Statistic.TWO_SIDED), halfToOthers(other, Statistic.TWO_SIDED));
        return id.equals(other) ? new Span(1, 1, 1) : Span.ratio(distance(id) - distance(other), half);
    }

    /** Two groups of JVMs over 1.4 x apart, as in {@code 130 ns in 7 JVMs, 350 ns in 3}; empty if there are none. */
    private String modes(String id) {
        double[] above = levels.aboveFloor(id);
        Arrays.sort(above);
        int split = 0;
        for (int i = 1; i < above.length; i++) {
            if (split == 0 || above[i] - above[i - 1] > above[split] - above[split - 1]) {
                split = i;
            }
        }
        if (split == 0 || above[split] - above[split - 1] <= MODES_APART) {
            return "";
        }
        double floor = levels.floor(id);
        int others = above.length - split;
        String low = Span.digits(Math.exp(floor + StatUtils.mean(above, 0, split)));
        String high = Span.digits(Math.exp(floor + StatUtils.mean(above, split, others)));
        return "%s ns in %d JVM%s, %s ns in %d".formatted(low, split, split == 1 ? "" : "s", high, others);
    }
}
