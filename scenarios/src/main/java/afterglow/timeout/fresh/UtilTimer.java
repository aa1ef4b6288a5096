package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A new {@link TimerTask} on one {@link Timer} for each send, cancelled when the send is over; with or without a purge of
 * the timer after each 1,000 cancels.
 *
 * <p>The traps: a cancelled task stays queued until its time comes, or the next purge, as long as anything alive is due before
 * it: the timer's thread drops cancelled tasks only from the head of its queue, and only when it wakes. Deadlines are whole
 * milliseconds of the wall clock, so a timeout may come up to 1 ms early, or whenever somebody sets the clock.
 */
public final class UtilTimer implements TimeoutStrategy {

    private static final int NEVER = Integer.MAX_VALUE;
    private static final int PURGE_AFTER = 1_000;

    private final Timer timer;
    private final int purgeAfter;
    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile boolean closed;

    private UtilTimer(String name, int purgeAfter) {
        timer = new Timer("afterglow-" + name, true);
        this.purgeAfter = purgeAfter;
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<Task>(
                (nanos, ticket) -> schedule(expiry, nanos, ticket),
                purgeAfter == NEVER ? TimerTask::cancel : this::cancelAndPurge);
    }

    private Task schedule(Expiry expiry, long nanos, long ticket) {
        Task task = new Task(expiry, ticket);
        timer.schedule(task, FreshTimer.wholeMillis(nanos));
        return task;
    }

    /** The task of one send. */
    private final class Task extends TimerTask {

        private final long ticket;
        private @Nullable Expiry expiry;

        Task(Expiry expiry, long ticket) {
            this.expiry = expiry;
            this.ticket = ticket;
        }

        @Override
        public void run() {
            Expiry armed = expiry;
            if (armed != null && !closed) {
                armed.tell(ticket);
            }
        }
    }

    private void cancelAndPurge(Task task) {
        // Lanes may close long before the next purge: a dead task holds nothing of its lane.
        task.expiry = null;
        if (task.cancel() && cancelled.incrementAndGet() % purgeAfter == 0) {
            timer.purge();
        }
    }

    @Override
    public Object retentionRoot() {
        return timer;
    }

    @Override
    public void close() {
        closed = true;
        timer.cancel();
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of("util-timer", Family.FRESH, "a new java.util.TimerTask for each send, cancelled")
                            .granularity(Duration.ofMillis(1))
                            .leaving(Verdict.RETAINS)
                            .admitting(Fault.EARLY),
                    () -> new UtilTimer("util-timer", NEVER));
        }
    }

    public static final class Purged extends BuiltIn {
        public Purged() {
            super(
                    Descriptor.of(
                                    "util-timer-purged",
                                    Family.FRESH,
                                    "a new java.util.TimerTask for each send, cancelled; purged after 1,000 cancels")
                            .granularity(Duration.ofMillis(1))
                            .admitting(Fault.EARLY),
                    () -> new UtilTimer("util-timer-purged", PURGE_AFTER));
        }
    }
}
