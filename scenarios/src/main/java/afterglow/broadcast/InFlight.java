package afterglow.broadcast;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.TimeoutStrategy;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * An in-flight broadcast: all its sends are outstanding at once, then another thread acknowledges them, subscriber by
 * subscriber. A subscriber that is missing from the order of acknowledgements never acknowledges.
 *
 * <p>One broadcast at a time; thread-safe. Allocates nothing for a send.
 */
public final class InFlight implements AutoCloseable {

    /** Looks before a thread parks: to wake one costs as much as a hundred sends. */
    private static final int SPINS = 1_000;

    private final Exit exit = new Exit();
    private final ReentrantLock lock = new ReentrantLock();
    private final InFlightLane[] lanes;
    private final int[] order;
    private final Thread subscribers;

    private volatile @Nullable Thread publisher;
    private volatile long sent;
    private volatile long answered;
    private volatile long acknowledged;
    private volatile @Nullable Throwable failure;

    /**
     * A broadcast to subscribers that all acknowledge, with {@code sendNanos} for each send. The strategy must work without
     * a waiting thread; the caller closes it.
     */
    public InFlight(TimeoutStrategy strategy, int subscribers, long sendNanos, AckOrder order) {
        this(strategy, LongStream.generate(() -> sendNanos).limit(subscribers).toArray(), order.of(subscribers));
    }

    /** The same with a time for each subscriber, and the positions of those that acknowledge; the others never do. */
    InFlight(TimeoutStrategy strategy, long[] sendNanos, int[] order) {
        this.order = order.clone();
        lanes = Arrays.stream(sendNanos)
                .mapToObj(nanos -> new InFlightLane(strategy, nanos))
                .toArray(InFlightLane[]::new);
        subscribers = DaemonThreads.named("subscribers").newThread(this::answer);
        subscribers.start();
    }

    /**
     * Sends to all, and returns when all is acknowledged, timed out or closed.
     *
     * @throws BrokerClosedException once closed
     */
    public Tally broadcast() {
        lock.lock();
        try {
            if (exit.isClosed()) {
                throw new BrokerClosedException();
            }
            publisher = Thread.currentThread();
            for (InFlightLane lane : lanes) {
                lane.send();
            }
            long number = sent + 1;
            sent = number;
            LockSupport.unpark(subscribers);
            awaitAnswer(number);
            return tally();
        } finally {
            publisher = null;
            lock.unlock();
        }
    }

    /** How many acknowledgements came in time, counted by the subscribers' own thread. */
    public long acknowledged() {
        return acknowledged;
    }

    private Tally tally() {
        long delivered = 0;
        long timedOut = 0;
        long closed = 0;
        for (InFlightLane lane : lanes) {
            switch (lane.await(exit)) {
                case DELIVERED -> delivered++;
                case TIMED_OUT -> timedOut++;
                case CLOSED -> closed++;
            }
        }
        return new Tally(delivered, timedOut, closed);
    }

    private void awaitAnswer(long number) {
        boolean interrupted = false;
        for (int look = 0; answered < number; look++) {
            if (look < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("an acknowledgement failed: " + thrown, thrown);
        }
    }

    /** The subscribers' thread: one round of acknowledgements for each broadcast. */
    private void answer() {
        for (long number = 1; awaitSent(number); number++) {
            try {
                acknowledge(number);
            } catch (RuntimeException | Error e) {
                failure = e; // thrown again where the broadcast is awaited
            }
            answered = number;
            LockSupport.unpark(publisher);
        }
        // A broadcast that the end overtook is not left waiting.
        answered = Long.MAX_VALUE;
        LockSupport.unpark(publisher);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void acknowledge(long number) {
        long inTime = 0;
        for (int position : order) {
            // Each broadcast is one send of every lane, so its number is every lane's ticket.
            if (lanes[position].acknowledge(number)) {
                inTime++;
            }
        }
        acknowledged += inTime;
    }

    private boolean awaitSent(long number) {
        for (int look = 0; sent < number; look++) {
            if (exit.isClosed()) {
                return false;
            }
            if (look < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        return true;
    }

    /** Ends every unacknowledged send with CLOSED, waits until the broadcast is over, and ends the thread. */
    @Override
    public void close() {
        exit.close();
        for (InFlightLane lane : lanes) {
            lane.wake();
        }
        LockSupport.unpark(subscribers);
        lock.lock();
        try {
            for (InFlightLane lane : lanes) {
                lane.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
