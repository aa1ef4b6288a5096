package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The result of one JVM of a generation at one point: a row of {@code generations.csv}. NaN is an unknown figure.
 *
 * @param level the logarithm of ns for each send, over all slices. Where one thread does all that is timed, its waiting for a core is
 *     left out; of a strategy with threads only as much as the floors waited, for waiting for its own threads is part of its cost
 * @param drift how far the logarithm of its times moved from the first slice to the last, less the floors' own drift
 */
record JvmLevel(
        String strategy,
        long generation,
        int lives,
        int slices,
        boolean threaded,
        double level,
        double bytes,
        double cpuNanos,
        double waitShare,
        double idlePercent,
        double jitMillis,
        double drift,
        double ownThreads) {

    private static final double MOST_JIT_MILLIS = 20;
    private static final double MOST_DRIFT = Math.log(1.25);

    /**
     * The level of a JVM's slices, in the order of life and round.
     *
     * @param machineDrift how far the floors drifted
     * @param machineWaiting by which logarithm waiting for a core made the floors slower
     */
    static JvmLevel of(List<Slice> slices, BenchmarkPoint point, double machineDrift, double machineWaiting) {
        double ownThreads = StatUtils.max(Statistic.known(slices, Slice::ownThreads));
        boolean threaded = ownThreads > 0;
        Slice first = slices.get(0);
        return new JvmLevel(
                first.strategy(),
                first.generation(),
                (int) slices.stream().mapToLong(Slice::life).distinct().count(),
                slices.size(),
                threaded,
                threaded ? plain(slices, point) - machineWaiting : busy(slices, point),
                Statistic.median(slices, Slice::bytes),
                cpuNanos(slices),
                Statistic.median(slices, Slice::waitShare),
                Statistic.median(slices, Slice::idlePercent),
                StatUtils.sum(Statistic.known(slices, Slice::jitMillis)),
                drift(slices) - machineDrift,
                ownThreads);
    }

    /** Whether it neither compiled much nor drifted far while it was measured. */
    boolean settled() {
        return jitMillis <= MOST_JIT_MILLIS && Math.abs(drift) <= MOST_DRIFT;
    }

    /** The level with all waiting. */
    static double plain(List<Slice> slices, BenchmarkPoint point) {
        return mean(slices, point, slice -> Math.log(slice.nanos()));
    }

    /** The level without waiting, where one thread does all that is timed. */
    static double busy(List<Slice> slices, BenchmarkPoint point) {
        boolean oneThread = !point.handsOver() && point.kind() != BenchmarkPoint.Kind.EXPIRY;
        return oneThread ? mean(slices, point, JvmLevel::busy) : plain(slices, point);
    }

    /**
     * The trimmed mean; where threads hand over to each other, the mean of the faster half. There one slice takes twice the time of
     * the next, depending on where the system puts the threads, whatever the strategy does.
     */
    private static double mean(List<Slice> slices, BenchmarkPoint point, ToDoubleFunction<Slice> logarithm) {
        double[] logarithms = Statistic.known(slices, logarithm);
        return point.handsOver() ? Statistic.fasterMean(logarithms) : Statistic.trimmedMean(logarithms);
    }

    /** The logarithm of its time without the part in which the thread waited for a core. */
    private static double busy(Slice slice) {
        return Math.log(slice.nanos()) + (slice.waitShare() < 1 ? Math.log1p(-slice.waitShare()) : 0);
    }

    /**
     * The CPU for each send, until the next slice begins. Idle CPU was measured once and may be too much: it is taken off what was
     * burned between slices only.
     */
    private static double cpuNanos(List<Slice> slices) {
        double own = 0;
        double debt = 0;
        double sends = 0;
        for (int i = 0; i + 1 < slices.size(); i++) {
            Slice slice = slices.get(i);
            double owed = slices.get(i + 1).debtMillis(slice);
            if (!Double.isNaN(owed)) {
                own += slice.cpuMillis();
                debt += owed;
                sends += slice.sends();
            }
        }
        return sends == 0 ? Double.NaN : 1e6 * (own + Math.max(0, debt)) / sends;
    }

    /** How far the logarithm of the times moved from the first slice to the last, by the median slope between any two. */
    static double drift(List<Slice> slices) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            for (int j = i + 1; j < slices.size(); j++) {
                slopes.add((busy(slices.get(j)) - busy(slices.get(i))) / (j - i));
            }
        }
        return slopes.isEmpty() ? 0 : (slices.size() - 1) * Statistic.median(slopes, slope -> slope);
    }
}
