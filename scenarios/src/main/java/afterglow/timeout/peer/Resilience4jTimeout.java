package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Resilience4j's {@link TimeLimiter} around each send, a future that is completed when it is over; that cancels the timeout.
 *
 * <p>A limiter has one length, so a lane keeps the one it used last. The traps: a length is cut to whole milliseconds, here
 * after rounding it up; and the scheduler is the caller's, with the JDK's default policy in the manual and here, so what
 * the limiter cancels stays queued until its time comes.
 *
 * <p>The use: <a href="https://resilience4j.readme.io/docs/timeout">the manual</a>'s example for a CompletionStage, with a
 * scheduler from {@code Executors.newScheduledThreadPool}.
 */
public final class Resilience4jTimeout implements TimeoutStrategy {

    private static final long MILLI_NANOS = 1_000_000;

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("resilience4j");

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

        private final Expiry expiry;
        private long limitMillis;
        private TimeLimiter limiter = TimeLimiter.of(Duration.ZERO);
        private @Nullable CompletableFuture<Void> send;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is there for its effect
        public void arm(long nanos, long ticket) {
            long millis = nanos / MILLI_NANOS;
            limit(millis * MILLI_NANOS < nanos ? millis + 1 : millis);
            CompletableFuture<Void> armed = new CompletableFuture<>();
            limiter.executeCompletionStage(scheduler, () -> armed).whenComplete((done, failure) -> {
                if (failure != null) {
                    expiry.tell(ticket);
                }
            });
            send = armed;
        }

        @Override
        public void disarm() {
            CompletableFuture<Void> armed = send;
            if (armed != null) {
                armed.complete(null);
                send = null;
            }
        }

        private void limit(long millis) {
            if (millis != limitMillis) {
                limiter = TimeLimiter.of(Duration.ofMillis(millis));
                limitMillis = millis;
            }
        }
    }

    /** Registers {@code resilience4j}. */
    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "resilience4j",
                                    Family.PEER,
                                    "Resilience4j's TimeLimiter for each send, completed on delivery; default scheduler")
                            .granularity(Duration.ofNanos(MILLI_NANOS))
                            .leaving(Verdict.RETAINS),
                    Resilience4jTimeout::new,
                    () -> TimeLimiter.class);
        }
    }
}
