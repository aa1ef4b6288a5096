package afterglow.contract;

import afterglow.jvm.OwnThreads;

/** How long the calling thread has run or slept since creation; waiting for a core is not counted. */
final class OwnTime {

    /** By the clock, no budget lasts so many times as long. */
    private static final int MOST_TIMES = 4;

    // In this order, so that to ask the system is not counted.
    private final long waitedNanos = OwnThreads.waitedNanos();
    private final long startNanos = System.nanoTime();

    /** Whether some of a budget is left; asks the system only when the clock says that it is used up. */
    boolean isWithin(long nanos) {
        long spent = System.nanoTime() - startNanos;
        return spent < nanos || (spent / MOST_TIMES < nanos && nanos() < nanos);
    }

    long nanos() {
        return System.nanoTime() - startNanos - (OwnThreads.waitedNanos() - waitedNanos);
    }
}
