package afterglow.broadcast;

import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One sequence of blocking sends, one at a time, and the three-way wait of each: room, expiry, exit.
 *
 * <p>The wait stands here, once, for all strategies; they differ only in how an expiry comes about. Only the sending thread
 * offers and decides, so no message is delivered after {@link Outcome#TIMED_OUT} was returned. Precedence is that of
 * {@link Outcome}: each time it wakes, the lane looks at the exit, then offers, then looks for its expiry.
 *
 * <p>One thread sends at a time; {@link #wake} and the expiry may come from any thread.
 */
public final class Lane implements AutoCloseable {

    private static final VarHandle EXPIRED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "expired", VarHandle.class, Lane.class, long.class);

    private final Exit exit;
    private final Timeout timeout;
    private long ticket;
    private volatile long expired;
    private volatile @Nullable Thread waiter;

    /**
     * A lane whose sends end when the exit closes; the code that closes the exit then calls {@link #wake}. The caller closes
     * the strategy.
     */
    public Lane(TimeoutStrategy strategy, Exit exit) {
        this.exit = exit;
        this.timeout = strategy.open(this::expire);
    }

    /**
     * Hands one message to one subscriber, or gives up when the time is over, or stops when the exit closes.
     *
     * <p>An interrupt does not end a send: it is remembered, and set again when the send is over.
     *
     * @param nanos the time given, in ns; 0 or less still offers once
     */
    public <M> Outcome send(Subscription<M> subscription, M message, long nanos) {
        ticket++;
        timeout.arm(nanos, ticket);
        try {
            if (isOver(subscription)) {
                return Outcome.CLOSED;
            }
            if (subscription.offer(message)) {
                return Outcome.DELIVERED;
            }
            return await(subscription, message);
        } finally {
            timeout.disarm();
        }
    }

    private <M> Outcome await(Subscription<M> subscription, M message) {
        boolean interrupted = false;
        waiter = Thread.currentThread();
        subscription.register(this);
        try {
            while (true) {
                // Call this first: the strategy may arm a timer here, and a thread that blocks on a lock meanwhile may
                // consume the unpark of a wake. The checks below read everything again, so no wake is missed.
                long nanos = timeout.parkNanos();
                if (isOver(subscription)) {
                    return Outcome.CLOSED;
                }
                if (subscription.offer(message)) {
                    return Outcome.DELIVERED;
                }
                if (expired >= ticket) {
                    return Outcome.TIMED_OUT;
                }
                // The offer takes a lock too, after the exit was looked at.
                if (isOver(subscription)) {
                    return Outcome.CLOSED;
                }
                if (nanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanos);
                }
                // Left set, an interrupt would make every further park return at once.
                interrupted |= Thread.interrupted();
            }
        } finally {
            subscription.unregister(this);
            waiter = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isOver(Subscription<?> subscription) {
        return exit.isClosed() || subscription.hasLeft();
    }

    /** Makes a waiting send check room, exit and expiry again. */
    public void wake() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Closes the timeout; no send may be under way. */
    @Override
    public void close() {
        timeout.close();
    }

    private void expire(long of) {
        // Tickets only rise, so the greatest one says all: an abandoned timer of an earlier send can never hide a later
        // one.
        for (long seen = expired; seen < of; seen = expired) {
            if (EXPIRED.compareAndSet(this, seen, of)) {
                wake();
                return;
            }
        }
    }
}
