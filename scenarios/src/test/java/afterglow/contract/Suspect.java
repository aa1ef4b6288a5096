package afterglow.contract;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A strategy that is right as it stands, so that a test's strategy is wrong, or odd, in what it overrides and no more. */
class Suspect implements TimeoutStrategy {

    final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("suspect");

    Suspect() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new Timer(expiry);
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }

    class Timer implements Timeout {

        final Expiry expiry;

        @Nullable
        Future<?> task;

        Timer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            task = scheduler.schedule(() -> fire(ticket), nanos, TimeUnit.NANOSECONDS);
        }

        void fire(long ticket) {
            expiry.expire(ticket);
        }

        @Override
        public void disarm() {
            Future<?> armed = task;
            if (armed != null) {
                armed.cancel(false);
                task = null;
            }
        }
    }
}
