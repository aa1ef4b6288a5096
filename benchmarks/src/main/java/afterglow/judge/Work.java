package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Which threads do the timed work at a point, and so how the times of a JVM's slices are summarised. */
enum Work {
    /** One thread: its time on the run queue is none of the cost. */
    ONE_THREAD,
    /**
     * Threads that hand over to each other: where the system puts them makes one slice take twice the time of the next, whatever
     * the strategy does. So the faster half of the slices counts.
     */
    SEVERAL_THREADS,
    /** The thread that expires many timers at once. */
    STORM;

    static Work at(BenchmarkPoint point) {
        if (point.handsOver()) {
            return SEVERAL_THREADS;
        }
        return point.kind() == BenchmarkPoint.Kind.EXPIRY ? STORM : ONE_THREAD;
    }

    /** What the slices' times, as logarithms, come to: the mean of the faster half where several threads hand over, else the trimmed mean. */
    double level(List<Slice> slices, ToDoubleFunction<Slice> logarithm) {
        double[] logarithms = Statistic.known(slices, logarithm);
        return this == SEVERAL_THREADS ? Statistic.fasterMean(logarithms) : Statistic.trimmedMean(logarithms);
    }
}
