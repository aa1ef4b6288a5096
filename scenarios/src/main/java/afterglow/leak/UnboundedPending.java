package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A producer that never cancels, in front of a scheduler that never refuses: the pending timeouts fill the heap; fixed by
 * refusing those beyond 1,000.
 */
final class UnboundedPending implements TwoForms {

    private static final int MOST_PENDING = 1_000;

    @Override
    public Program program(boolean fixed) {
        ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("pending");
        AtomicInteger pending = new AtomicInteger();
        return Program.on(scheduler, timeoutNanos -> {
            if (!fixed || pending.get() < MOST_PENDING) {
                pending.incrementAndGet();
                ScheduledFuture<?> unused =
                        scheduler.schedule(pending::decrementAndGet, timeoutNanos, TimeUnit.NANOSECONDS);
            }
        });
    }
}
