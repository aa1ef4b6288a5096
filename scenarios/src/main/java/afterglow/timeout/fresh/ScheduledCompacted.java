package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A new scheduled task for each send, cancelled when the send is over; the queue is purged as soon as at least half of it is
 * dead. So cancels are paid for rarely and together: amortised, each task is looked at twice.
 *
 * <p>The trap: the purge runs on the lane that happened to cancel last, walks the whole queue under the scheduler's lock,
 * and all others wait.
 */
public final class ScheduledCompacted extends OnScheduler {

    /** Below so many dead tasks a purge is not worth its walk. */
    private static final int FEW = 64;

    // At least: a dead task whose time came has left the queue by itself, and is counted until the next purge.
    private final AtomicInteger dead = new AtomicInteger();

    private ScheduledCompacted() {
        super("scheduled-compacted", false);
    }

    @Override
    public Timeout open(Expiry expiry) {
        FreshTimer.Maker<Future<?>> maker =
                (nanos, ticket) -> scheduler.schedule(() -> expiry.tell(ticket), nanos, TimeUnit.NANOSECONDS);
        return new FreshTimer<>(maker, this::cancel);
    }

    private void cancel(Future<?> task) {
        if (!task.cancel(false)) {
            return;
        }
        int count = dead.incrementAndGet();
        if (count >= FEW && count >= scheduler.getQueue().size() / 2) {
            dead.set(0);
            scheduler.purge();
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                            "scheduled-compacted",
                            Family.FRESH,
                            "a new ScheduledFuture for each send, cancelled; purged when half of the queue is dead"),
                    ScheduledCompacted::new);
        }
    }
}
