package afterglow.broadcast;

import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of in-flight sends to one subscriber, one at a time: each is outstanding until it is acknowledged or expires.
 *
 * <p>One compare-and-set decides between the two, and the one that loses it does nothing; a stale acknowledgement or expiry, of an
 * earlier send, loses it always. The lane disarms in either case: in {@link #acknowledge} or in {@link #await}.
 *
 * <p>One thread sends and awaits; the expiry may come from any thread. The acknowledgement may as well, but it must have
 * returned before the lane awaits or sends again: its thread hands the lane back.
 */
final class InFlightLane implements AutoCloseable {

    private static final int TICKET_SHIFT = 2;
    private static final int OUTSTANDING = 0;
    private static final int ACKNOWLEDGED = 1;
    private static final int EXPIRED = 2;
    private static final int STOPPED = 3;

    private static final VarHandle STATE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "state", VarHandle.class, InFlightLane.class, long.class);

    private final Timeout timeout;
    private final long nanos;
    private long ticket;

    /** The ticket of the last send and, in the lowest bits, how far it has come. */
    private volatile long state;

    private volatile @Nullable Thread waiter;

    /** A lane with {@code nanos} for each send; the strategy stays the caller's to close. */
    InFlightLane(TimeoutStrategy strategy, long nanos) {
        this.nanos = nanos;
        this.timeout = strategy.open(this::expire);
    }

    /** Makes the next send outstanding; returns its ticket. */
    long send() {
        ticket++;
        // Ordered before the arm, which publishes it to the thread that will expire it.
        STATE.setRelease(this, ticket << TICKET_SHIFT | OUTSTANDING);
        timeout.arm(nanos, ticket);
        return ticket;
    }

    /** Tells that the subscriber has a send's message; false if the send was over already. */
    boolean acknowledge(long of) {
        if (decide(of, ACKNOWLEDGED)) {
            timeout.disarm();
            return true;
        }
        return false;
    }

    /** Waits until the last send is over; once the exit is closed, that is at once. An interrupt is remembered. */
    Outcome await(Exit exit) {
        int decision = decision();
        if (decision == OUTSTANDING) {
            decision = park(exit);
        }
        if (decision == ACKNOWLEDGED) {
            return Outcome.DELIVERED;
        }
        timeout.disarm();
        return decision == EXPIRED ? Outcome.TIMED_OUT : Outcome.CLOSED;
    }

    private int park(Exit exit) {
        boolean interrupted = false;
        waiter = Thread.currentThread();
        try {
            while (true) {
                int decision = decision();
                if (decision != OUTSTANDING) {
                    return decision;
                }
                if (!exit.isClosed()) {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                } else if (decide(ticket, STOPPED)) {
                    return STOPPED;
                }
            }
        } finally {
            waiter = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets a waiting thread look again. */
    void wake() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Closes the timeout; no send may be outstanding. */
    @Override
    public void close() {
        timeout.close();
    }

    private void expire(long of) {
        if (decide(of, EXPIRED)) {
            wake();
        }
    }

    private int decision() {
        return (int) (state & STOPPED);
    }

    private boolean decide(long of, int decision) {
        return STATE.compareAndSet(this, of << TICKET_SHIFT | OUTSTANDING, of << TICKET_SHIFT | decision);
    }
}
