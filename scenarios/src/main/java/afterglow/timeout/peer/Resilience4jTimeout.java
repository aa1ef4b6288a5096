package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Resilience4j's {@link TimeLimiter} around each send, a future that is completed when it is over; that cancels the timeout.
 *
 * <p>A limiter has one length, so the strategy keeps the one it used last. The traps: a length is cut to whole milliseconds, here
 * after rounding it up; and the scheduler is the caller's, with the JDK's default policy in the manual and here, so what
 * the limiter cancels stays queued until its time comes.
 *
 * <p>The use: <a href="https://resilience4j.readme.io/docs/timeout">the manual</a>'s example for a CompletionStage, with a
 * scheduler from {@code Executors.newScheduledThreadPool}.
 */
public final class Resilience4jTimeout extends OnScheduler {

    private record Limit(long millis, TimeLimiter limiter) {

        Limit(long millis) {
            this(millis, TimeLimiter.of(Duration.ofMillis(millis)));
        }
    }

    private volatile Limit last = new Limit(0);

    private Resilience4jTimeout() {
        super("resilience4j", false);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<>(new Limited(expiry), send -> send.complete(null));
    }

    /** Makes one lane's sends. */
    private final class Limited implements FreshTimer.Maker<CompletableFuture<Void>> {

        private final Expiry expiry;

        Limited(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is there for its effect
        public CompletableFuture<Void> make(long nanos, long ticket) {
            long millis = FreshTimer.wholeMillis(nanos);
            Limit limit = last;
            if (limit.millis() != millis) {
                limit = new Limit(millis);
                last = limit;
            }
            CompletableFuture<Void> send = new CompletableFuture<>();
            limit.limiter().executeCompletionStage(scheduler, () -> send).whenComplete((done, failure) -> {
                if (failure != null) {
                    expiry.tell(ticket);
                }
            });
            return send;
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "resilience4j",
                                    Family.PEER,
                                    "Resilience4j's TimeLimiter for each send, completed on delivery; default scheduler")
                            .granularity(Duration.ofMillis(1))
                            .leaving(Verdict.RETAINS),
                    Resilience4jTimeout::new,
                    () -> TimeLimiter.class);
        }
    }
}
