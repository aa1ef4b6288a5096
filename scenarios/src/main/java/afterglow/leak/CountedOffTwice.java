package afterglow.leak;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wheel that refuses more than 1,000 pending timeouts; some are cancelled just as their tick comes. Then the canceller counts
 * the timeout off, and so does the tick: the count falls behind, and the bound binds no more; fixed by counting off whoever
 * ended it.
 */
final class CountedOffTwice implements Demonstration {

    private static final int BOUND = 1_000;

    /** Each send makes one timeout that outlives it, and one that is cancelled in its last tick. */
    @Override
    public Program program(boolean fixed) {
        Timers worker = new Timers("wheel");
        AtomicInteger pending = new AtomicInteger();
        return Program.on(worker, timeoutNanos -> {
            if (isAdmitted(pending)) {
                var unused = worker.after(timeoutNanos, pending::decrementAndGet);
            }
            if (isAdmitted(pending)) {
                pending.addAndGet(fixed ? -1 : -2);
            }
        });
    }

    private static boolean isAdmitted(AtomicInteger pending) {
        return pending.get() < BOUND && pending.incrementAndGet() <= BOUND;
    }
}
