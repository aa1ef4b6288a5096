package afterglow.timeout.fresh;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A new {@link CompletableFuture} with {@code orTimeout} for each send, completed when the send is over.
 *
 * <p>Its scheduler is the JDK's own, shared by the whole JVM: a delayer thread up to JDK 24, the common
 * {@code ForkJoinPool} from 25 on. It cannot be shut down, so closing only silences what is still armed.
 */
public final class OrTimeout implements TimeoutStrategy {

    private volatile boolean closed;

    @Override
    public Timeout open(Expiry expiry) {
        return new Timeout() {

            private @Nullable CompletableFuture<Void> send;

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is there for its effect
            public void arm(long nanos, long ticket) {
                CompletableFuture<Void> armed = new CompletableFuture<>();
                armed.orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((done, failure) -> {
                    if (failure instanceof TimeoutException && !closed) {
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
        };
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Registers {@code or-timeout}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                            "or-timeout",
                            Family.FRESH,
                            "CompletableFuture.orTimeout for each send, completed on delivery")
                    .sharingJdkScheduler();
        }

        @Override
        public TimeoutStrategy create() {
            return new OrTimeout();
        }
    }
}
