package afterglow.timeout.fresh;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A new scheduled task for each send, cancelled when the send is over, and removed from the queue by the cancel.
 *
 * <p>The trap: nothing is left, but each arm and each removal takes the scheduler's one lock and walks its heap.
 */
public final class ScheduledRemoved implements TimeoutStrategy {

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("scheduled-removed");

    public ScheduledRemoved() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new Timeout() {

            private @Nullable Future<?> task;

            @Override
            public void arm(long nanos, long ticket) {
                task = scheduler.schedule(() -> expiry.tell(ticket), nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void disarm() {
                Future<?> armed = task;
                if (armed != null) {
                    armed.cancel(false);
                    task = null;
                }
            }
        };
    }

    @Override
    public Object retentionRoot() {
        return scheduler.getQueue();
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }

    /** Registers {@code scheduled-removed}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                    "scheduled-removed",
                    Family.FRESH,
                    "a new ScheduledFuture for each send, cancelled; setRemoveOnCancelPolicy(true)");
        }

        @Override
        public TimeoutStrategy create() {
            return new ScheduledRemoved();
        }
    }
}
