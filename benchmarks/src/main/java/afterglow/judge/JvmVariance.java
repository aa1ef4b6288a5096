package afterglow.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much one JVM differs from the next at a point of a run, as variances of the logarithm of a level: the calibration pooled
 * with what the run's floors and generations show.
 *
 * <p>A strategy with two modes must not widen the intervals of all others, so no single one counts for more than nine times the
 * median of its class; its own interval knows of its modes all the same.
 */
record JvmVariance(double plain, double plainFreedom, double threaded, double threadedFreedom) {

    private static final double MOST_OF_MEDIAN = 9;

    /** What one strategy, or the floors, show: a sum of squares and its degrees of freedom. */
    private record Source(double squares, double freedom) {
        double variance() {
            return squares / freedom;
        }
    }

    static JvmVariance of(PointLevels levels, Calibration calibration) {
        List<Source> plain = new ArrayList<>();
        Source floors = floors(levels);
        if (floors.freedom() > 0) {
            plain.add(floors);
        }
        for (String id : levels.strategies()) {
            double[] above = levels.aboveFloor(id);
            if (above.length > 1 && !Floors.contains(id) && !levels.threaded(id)) {
                // The floors' mean varies, too: a third as much with three of them.
                double share = levels.floorsEach() / (levels.floorsEach() + 1);
                plain.add(new Source(share * Statistic.squares(above), above.length - 1));
            }
        }
        Source plainPool = pool(plain, calibration.plainAt(levels.point()), calibration.plainFreedom());
        List<Source> threaded = new ArrayList<>();
        for (String id : levels.strategies()) {
            double[] above = levels.aboveFloor(id);
            if (above.length > 1 && levels.threaded(id)) {
                double ofFloors = plainPool.variance() / levels.floorsEach();
                double own = Statistic.squares(above) - (above.length - 1) * ofFloors;
                threaded.add(new Source(Math.max(0, own), above.length - 1));
            }
        }
        Source threadedPool = pool(threaded, calibration.threadedAt(levels.point()), calibration.threadedFreedom());
        return new JvmVariance(
                plainPool.variance(), plainPool.freedom(), threadedPool.variance(), threadedPool.freedom());
    }

    double of(boolean isThreaded) {
        return isThreaded ? threaded : plain;
    }

    double freedom(boolean isThreaded) {
        return isThreaded ? threadedFreedom : plainFreedom;
    }

    private static Source floors(PointLevels levels) {
        double squares = 0;
        double freedom = 0;
        for (Map<String, JvmLevel> generation : levels.byGeneration().values()) {
            double[] floors = PointLevels.floors(false, generation);
            squares += Statistic.squares(floors);
            freedom += Math.max(0, floors.length - 1);
        }
        return new Source(squares, freedom);
    }

    private static Source pool(List<Source> sources, double prior, double priorFreedom) {
        double most = MOST_OF_MEDIAN * Statistic.median(Statistic.known(sources, Source::variance));
        double squares = prior * priorFreedom;
        double freedom = priorFreedom;
        for (Source source : sources) {
            squares += Math.min(source.squares(), most * source.freedom());
            freedom += source.freedom();
        }
        return new Source(squares, freedom);
    }
}
