package afterglow.accuracy;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lane without sends, whose every timeout is to expire: it judges each expiry by the clock as it stands when it is told.
 *
 * <p>One thread starts and looks; expiries come from any.
 */
final class ProbeLane implements Expiry {

    /**
     * So late a start counts from when it is made, because so long the measuring thread itself may oversleep. A later one,
     * held up by a stall or by the lane's own last expiry, counts from when it should have been made.
     */
    static final long SLACK_NANOS = 1_000_000;

    /** Times that an overdue expiry must be found missing, so that a stall of the machine is not taken for a lost expiry. */
    private static final int LOOKS = 100;

    private static final long NONE = 0;

    /** When its sends begin: this and the next are for the thread that starts and looks. */
    final Load.Starts starts;

    /** When it is looked at next, in ns after the run's begin, if one thread looks at all lanes. */
    long turn;

    private final ExpiryCounts counts;
    private final long deadlineNanos;
    private final long boundNanos;
    private final Timeout timeout;

    // Written before the ticket that they belong to: a reader that finds the same ticket before and after reading has
    // read values of one send.
    private long armedAtNanos;
    private long countsFromNanos;
    private final AtomicLong outstanding = new AtomicLong(NONE);

    private long ticket;
    private boolean armed;
    private int looks;

    ProbeLane(TimeoutStrategy strategy, Load load, Load.Starts starts, ExpiryCounts counts) {
        this.starts = starts;
        turn = starts.next();
        this.counts = counts;
        deadlineNanos = load.deadline().toNanos();
        boundNanos = load.bound().toNanos();
        timeout = strategy.open(this);
    }

    @Override
    public void expire(long of) {
        long now = System.nanoTime();
        if (of != outstanding.get()) {
            return;
        }
        long early = armedAtNanos + deadlineNanos - now;
        long late = now - countsFromNanos - deadlineNanos;
        if (!outstanding.compareAndSet(of, NONE)) {
            return;
        }
        // Exact: this clock was read before the strategy could read it. Whether it was early is the strategy's
        // own matter, so it goes by when the send was made, not by when it should have been.
        counts.lateness().record(early > 0 ? -early : late);
    }

    /** Begins the next send of a run that began at a moment by {@link System#nanoTime}. */
    void start(long runNanos) {
        long intendedNanos = runNanos + starts.next();
        ticket++;
        looks = 0;
        armed = true;
        long now = System.nanoTime();
        boolean late = now - intendedNanos > SLACK_NANOS;
        armedAtNanos = now;
        countsFromNanos = late ? intendedNanos : now;
        if (late) {
            counts.lateStarts().increment();
        }
        outstanding.set(ticket);
        timeout.arm(deadlineNanos, ticket);
        starts.advance();
    }

    /** Whether the send's expiry is still to come. */
    boolean waits() {
        return outstanding.get() != NONE;
    }

    /** Asks what a waiting lane asks before it sleeps. */
    long parkNanos() {
        return timeout.parkNanos();
    }

    /** Looks for the expiry once more; true if it was given up for lost just now. */
    boolean givesUp() {
        if (System.nanoTime() - armedAtNanos - deadlineNanos <= boundNanos) {
            return false;
        }
        looks++;
        if (looks < LOOKS || !outstanding.compareAndSet(ticket, NONE)) {
            return false;
        }
        counts.never().increment();
        return true;
    }

    /** Ends the send, if one was begun. */
    void end() {
        if (armed) {
            armed = false;
            timeout.disarm();
        }
    }

    void close() {
        end();
        timeout.close();
    }
}
