package afterglow.leak;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wheel that refuses more than 1,000 pending timeouts. One that is cancelled just as its tick comes is counted off twice, by
 * the canceller and by the tick, so the bound no longer holds; fixed by counting it off once.
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
