package afterglow.leak;

import java.util.concurrent.atomic.AtomicInteger;

/** A producer that never cancels, and a scheduler that never refuses; fixed by refusing more than 1,000 pending timeouts. */
final class UnboundedPending implements Demonstration {

    private static final int MOST_PENDING = 1_000;

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("pending");
        AtomicInteger pending = new AtomicInteger();
        return Program.on(scheduler, timeoutNanos -> {
            if (!fixed || pending.get() < MOST_PENDING) {
                pending.incrementAndGet();
                var unused = scheduler.after(timeoutNanos, pending::decrementAndGet);
            }
        });
    }
}
