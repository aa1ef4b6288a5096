package afterglow.timeout.reused;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.Timeout;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The first fix as published: one timer for all lanes of a broadcast, reset for each send and stopped when {@code broadcast}
 * returns.
 *
 * <p>The traps: a reset by one lane puts off the deadline of all others (late); one expiry serves one lane, and the next
 * comes only if somebody resets (lost); what the stop finds waiting waits until the broker closes (lost). And where sends are
 * given different times, a reset to a shorter one brings it forward for all (early).
 */
public final class PublishedTimer extends PublishedFix {

    public PublishedTimer() {
        super("published-timer");
    }

    @Override
    Shared share() {
        return new SharedTimer();
    }

    /** One deadline for all, and one queued task that finds it moved; so a reset is cheap, as Go's is. */
    private final class SharedTimer extends Shared {

        private boolean running;
        private long fireAt;
        private boolean queued;
        private long queuedFor;
        private @Nullable Future<?> task;

        SharedTimer() {
            // Keeps nothing: a tick that no lane waits for lies between two broadcasts, each of which has its own timer
            // in Go.
            super(new TickChannel(false));
        }

        @Override
        synchronized void begin(long nanos) {
            fireAt = System.nanoTime() + Timeout.bounded(nanos);
            running = true;
            if (!queued || fireAt - queuedFor < 0) {
                queue();
            }
        }

        @Override
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

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "published-timer",
                                    Family.REUSED,
                                    "the article's first fix as printed: one timer shared by all lanes, stopped at the first close")
                            .admitting(Fault.EARLY, Fault.LATE, Fault.LOST),
                    PublishedTimer::new);
        }
    }
}
