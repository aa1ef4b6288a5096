package afterglow.timeout.fresh;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A new scheduled task for each send, cancelled when the send is over, with the scheduler's default policy.
 *
 * <p>The trap: a cancelled task stays queued until its time comes, unless {@code setRemoveOnCancelPolicy(true)} was called.
 */
public final class ScheduledCancelled implements TimeoutStrategy {

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("scheduled-cancelled");

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

    /** Registers {@code scheduled-cancelled}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                            "scheduled-cancelled",
                            Family.FRESH,
                            "a new ScheduledFuture for each send, cancelled; default policy")
                    .leaving(Verdict.RETAINS);
        }

        @Override
        public TimeoutStrategy create() {
            return new ScheduledCancelled();
        }
    }
}
