package afterglow.timeout.reused;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first fix as it was published: one timer, shared by all lanes of a broadcast, reset for each send, stopped when
 * {@code broadcast} returns.
 *
 * <p>A broadcast is here the lanes opened until the first of them closes; that close is the return, and lanes opened later
 * share a new timer. A reset after the stop starts the timer again, as it does in Go. The article's broadcast returns while
 * its workers still run, so a lane may be waiting when the timer is stopped.
 *
 * <p>Our broker keeps its lanes until it closes, so there the stop comes at the end only, which flatters the fix.
 *
 * <p>The traps: a reset by one lane puts off the deadline of all others (late); one expiry serves one lane, and the next
 * comes only if somebody resets (lost); what the stop finds waiting waits until the broker closes (lost). And where sends are
 * given different times, a reset to a shorter one brings it forward for all (early).
 */
public final class PublishedTimer implements TimeoutStrategy {

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("published-timer");
    private @Nullable SharedTimer current;

    public PublishedTimer() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public synchronized Timeout open(Expiry expiry) {
        SharedTimer timer = current;
        if (timer == null) {
            timer = new SharedTimer();
            current = timer;
        }
        return new LaneTimer(timer, expiry);
    }

    @Override
    public Object retentionRoot() {
        return scheduler.getQueue();
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }

    private synchronized void stop(SharedTimer timer) {
        timer.stop();
        if (timer == current) {
            current = null;
        }
    }

    private final class LaneTimer implements Timeout {

        private final SharedTimer timer;
        private final TickChannel.Listener listener;

        LaneTimer(SharedTimer timer, Expiry expiry) {
            this.timer = timer;
            this.listener = timer.channel.open(expiry);
        }

        @Override
        public void arm(long nanos, long ticket) {
            timer.reset(nanos);
            listener.listen(ticket);
        }

        @Override
        public void disarm() {
            listener.cease();
        }

        @Override
        public void close() {
            listener.close();
            stop(timer);
        }
    }

    /** One deadline for all, and one queued task that finds it moved; so a reset is cheap, as Go's is. */
    private final class SharedTimer {

        // Keeps nothing: a tick that no lane waits for lies between two broadcasts, each of which has its own timer in
        // Go.
        private final TickChannel channel = new TickChannel(false);
        private boolean running;
        private long fireAt;
        private boolean queued;
        private long queuedFor;
        private @Nullable Future<?> task;

        synchronized void reset(long nanos) {
            // Half the clock's range is 146 years; beyond it, deadlines could not be compared by their difference.
            fireAt = System.nanoTime() + Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
            running = true;
            if (!queued || fireAt - queuedFor < 0) {
                queue();
            }
        }

        synchronized void stop() {
            running = false;
            cancel();
        }

        private void queue() {
            cancel();
            queued = true;
            queuedFor = fireAt;
            task = scheduler.schedule(this::wake, fireAt - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        private void cancel() {
            if (task != null) {
                task.cancel(false);
            }
            queued = false;
        }

        private void wake() {
            synchronized (this) {
                if (!queued || queuedFor - System.nanoTime() > 0) {
                    return; // cancelled too late
                }
                queued = false;
                if (!running) {
                    return;
                }
                if (fireAt - System.nanoTime() > 0) {
                    queue();
                    return;
                }
                running = false;
            }
            channel.tick();
        }
    }

    /** Registers {@code published-timer}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                            "published-timer",
                            Family.REUSED,
                            "the article's first fix as printed: one timer shared by all lanes, stopped at the first close")
                    .admitting(Fault.EARLY, Fault.LATE, Fault.LOST);
        }

        @Override
        public TimeoutStrategy create() {
            return new PublishedTimer();
        }
    }
}
