package afterglow.timeout.reused;

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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One timer for each lane, lazily re-armed: the article's first fix done right.
 *
 * <p>Arming moves the lane's deadline and no more. The lane's one queued task finds, when it fires, a deadline that moved,
 * and queues itself again for what is left; if nothing is armed by then it goes dormant, and the next arm queues it. So a
 * busy lane costs one scheduler task for each timeout's length, not for each send.
 *
 * <p>The trap: an arm whose deadline comes before the queued task's must queue again, at the scheduler's price.
 */
public final class Reused implements TimeoutStrategy {

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("reused");

    public Reused() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new LaneTimer(expiry);
    }

    @Override
    public Object retentionRoot() {
        return scheduler.getQueue();
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }

    private final class LaneTimer implements Timeout {

        private static final long DISARMED = 0;

        private final Expiry expiry;

        // Written by the lane: the deadline first, then the ticket. Whoever reads the same ticket before and after the
        // deadline has a pair that belongs together.
        private volatile long deadline;
        private final AtomicLong armed = new AtomicLong(DISARMED);

        // Written under this timer's monitor. `queued` and `armed` are each written before the other is read, by
        // the two sides, so that an armed send always has its task.
        private volatile boolean queued;
        private volatile long fireAt;
        private @Nullable Future<?> task;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            // Half the clock's range is 146 years; beyond it, deadlines could not be compared by their difference.
            long due = System.nanoTime() + Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
            deadline = due;
            armed.set(ticket);
            if (!queued || due - fireAt < 0) {
                queue(due);
            }
        }

        @Override
        public void disarm() {
            armed.set(DISARMED);
        }

        @Override
        public synchronized void close() {
            if (task != null) {
                task.cancel(false);
            }
        }

        private synchronized void queue(long due) {
            if (queued && due - fireAt >= 0) {
                return;
            }
            if (task != null) {
                task.cancel(false);
            }
            fireAt = due;
            queued = true;
            task = scheduler.schedule(this::fire, due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        private void fire() {
            synchronized (this) {
                if (fireAt - System.nanoTime() > 0) {
                    return; // overtaken by a queue() that cancelled this task too late
                }
                queued = false;
            }
            long ticket = armed.get();
            if (ticket == DISARMED) {
                return;
            }
            long due = deadline;
            if (due - System.nanoTime() > 0) {
                queue(due);
            } else if (armed.compareAndSet(ticket, DISARMED)) {
                expiry.expire(ticket);
            }
            // Else the lane went on meanwhile, and its next arm finds nothing queued.
        }
    }

    /** Registers {@code reused}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of("reused", Family.REUSED, "one timer for each lane, lazily re-armed");
        }

        @Override
        public TimeoutStrategy create() {
            return new Reused();
        }
    }
}
