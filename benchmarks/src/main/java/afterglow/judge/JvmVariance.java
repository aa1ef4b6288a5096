package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How much JVMs of the same code differ at one point of a run: variances of the logarithm of the level, one for strategies
 * without threads and one for those with. Known from earlier runs, pooled with this run's floors and generations. A strategy
 * with two modes must not widen the intervals of all others: no single one counts for more than nine times the median of its
 * class.
 */
record JvmVariance(Pool plain, Pool threaded) {

    private static final double MOST_OF_MEDIAN = 9;

    /** Of quick runs on JDK 17 and 25, with nothing else running on two shared cores. */
    static final double PLAIN_SPREAD = 0.045;

    private static final double PLAIN_FREEDOM = 12;
    static final double THREADED_SPREAD = 0.10;
    private static final double THREADED_FREEDOM = 30;

    /** The spread of one strategy, the floors, or a whole class: a sum of squares and its degrees of freedom. */
    record Pool(double squares, double freedom) {

        double variance() {
            return squares / freedom;
        }
    }

    static JvmVariance of(PointLevels levels) {
        double factor = factor(levels.point()) * factor(levels.point());
        // The floors' mean varies, too: a third as much with three of them.
        double share = levels.floorsEach() / (levels.floorsEach() + 1);
        Pool floors = floors(levels);
        List<Pool> plain = new ArrayList<>(floors.freedom() > 0 ? List.of(floors) : List.of());
        distances(levels, false)
                .forEach(above -> plain.add(new Pool(share * Statistic.squares(above), above.length - 1)));
        // Where the benchmark's own threads hand over, JVMs differ as much without threads of the strategy's.
        double spread = levels.point().handsOver() ? THREADED_SPREAD : PLAIN_SPREAD;
        Pool plainPool = pool(plain, spread * spread * factor, PLAIN_FREEDOM);
        double ofFloors = plainPool.variance() / levels.floorsEach();
        List<Pool> threaded = distances(levels, true)
                .map(above -> new Pool(
                        Math.max(0, Statistic.squares(above) - (above.length - 1) * ofFloors), above.length - 1))
                .toList();
        return new JvmVariance(plainPool, pool(threaded, THREADED_SPREAD * THREADED_SPREAD * factor, THREADED_FREEDOM));
    }

    /** Of strategies of a class, how far each of their JVMs is above the floor. */
    private static Stream<double[]> distances(PointLevels levels, boolean threaded) {
        return levels.strategies().stream()
                .filter(id -> !Floors.contains(id) && levels.threaded(id) == threaded)
                .map(levels::aboveFloor)
                .filter(above -> above.length > 1);
    }

    /** By which factor JVMs differ more at a point, by earlier runs; a guess for a point that those did not have. */
    private static double factor(BenchmarkPoint point) {
        return switch (point.kind()) {
            case BROADCAST -> point.handsOver() ? 1.2 : 1;
            case INFLIGHT -> 2;
            case REQUEST, ARM -> 1.5;
            case EXPIRY -> 3;
        };
    }

    private static Pool floors(PointLevels levels) {
        double squares = 0;
        double freedom = 0;
        for (Map<String, JvmLevel> generation : levels.byGeneration().values()) {
            double[] floors = PointLevels.floors(generation);
            squares += Statistic.squares(floors);
            freedom += Math.max(0, floors.length - 1);
        }
        return new Pool(squares, freedom);
    }

    private static Pool pool(List<Pool> seen, double prior, double priorFreedom) {
        double most = MOST_OF_MEDIAN * Statistic.median(seen, Pool::variance);
        double squares = prior * priorFreedom;
        double freedom = priorFreedom;
        for (Pool one : seen) {
            squares += Math.min(one.squares(), most * one.freedom());
            freedom += one.freedom();
        }
        return new Pool(squares, freedom);
    }
}
