package afterglow.timeout.reused;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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

    private final ScheduledThreadPoolExecutor scheduler;
    private final LongSupplier clock;

    public Reused() {
        this(DaemonThreads.scheduler("reused"), sinceNow());
    }

    /** @param clock in ns, 0 or more */
    Reused(ScheduledThreadPoolExecutor scheduler, LongSupplier clock) {
        this.scheduler = scheduler;
        this.clock = clock;
        scheduler.setRemoveOnCancelPolicy(true);
    }

    private static LongSupplier sinceNow() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
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

    /**
     * One lane's deadline and its queued task.
     *
     * <p>The lane writes disarm, deadline, ticket in this order, each a release; the task reads ticket, then deadline, and
     * takes the ticket by compare-and-set. Tickets never come again, so if it succeeds, the deadline between was its own.
     *
     * <p>The one fence: the lane writes its ticket and then reads {@code fireAt}, the task clears {@code fireAt} and then reads
     * the ticket. Both are volatile, so that at least one of the two sees the other, and queues.
     */
    final class LaneTimer implements Timeout {

        static final VarHandle DEADLINE = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "deadline", VarHandle.class, LaneTimer.class, long.class);
        static final VarHandle TICKET = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "ticket", VarHandle.class, LaneTimer.class, long.class);

        private static final long DISARMED = 0;
        private static final long NEVER = Long.MAX_VALUE;

        private final Expiry expiry;
        long deadline;
        long ticket;

        // Written under this timer's monitor: when the queued task is due; NEVER if none is queued.
        volatile long fireAt = NEVER;
        private @Nullable Future<?> task;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            long now = clock.getAsLong();
            long due = now + Timeout.bounded(nanos);
            DEADLINE.setRelease(this, due);
            TICKET.setVolatile(this, ticket);
            if (due < fireAt) {
                queue(due, now);
            }
        }

        @Override
        public void disarm() {
            TICKET.setRelease(this, DISARMED);
        }

        @Override
        public synchronized void close() {
            if (task != null) {
                task.cancel(false);
            }
        }

        synchronized void queue(long due, long now) {
            if (due >= fireAt) {
                return;
            }
            if (task != null) {
                task.cancel(false);
            }
            fireAt = due;
            task = scheduler.schedule(this::fire, due - now, TimeUnit.NANOSECONDS);
        }

        private void fire() {
            long over = take();
            if (over != DISARMED) {
                expiry.tell(over);
            }
        }

        /**
         * Takes the ticket whose time is over, or queues again if it is not. Under the monitor, so that a lane that closes
         * meanwhile cancels what this queued, and one that has closed is found disarmed.
         */
        private synchronized long take() {
            long now = clock.getAsLong();
            if (fireAt > now) {
                return DISARMED; // overtaken by a queue() that cancelled this task too late
            }
            fireAt = NEVER;
            task = null;
            long armed = (long) TICKET.getVolatile(this);
            if (armed == DISARMED) {
                return DISARMED;
            }
            long due = (long) DEADLINE.getAcquire(this);
            if (due > now) {
                queue(due, now);
                return DISARMED;
            }
            // If this fails the lane went on meanwhile, and its next arm finds nothing queued.
            return TICKET.compareAndSet(this, armed, DISARMED) ? armed : DISARMED;
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(Descriptor.of("reused", Family.REUSED, "one timer for each lane, lazily re-armed"), Reused::new);
        }
    }
}
