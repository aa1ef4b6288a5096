package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A new {@link CompletableFuture} with {@code orTimeout} for each send, completed when the send is over, normally or
 * exceptionally.
 *
 * <p>The trap: until JDK-8303742 was fixed, only a normal completion cancelled the timeout; an exceptional one left it in the
 * queue until its time came. Releases with the fix, 17.0.15 and 25 among them, leave nothing.
 */
public final class OrTimeout extends OnJdkScheduler {

    private final boolean fails;

    /**
     * Made once, and a CompletionException: any other is wrapped in a new one, stack trace and all, for each dependent. What a
     * failure costs is not the timeout's.
     */
    private final CompletionException failed = new CompletionException(new IllegalStateException("the send failed"));

    /** @param fails whether a send that is over completes exceptionally */
    OrTimeout(boolean fails) {
        this.fails = fails;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is there for its effect
    public Timeout open(Expiry expiry) {
        return new FreshTimer<CompletableFuture<Void>>(
                (nanos, ticket) -> {
                    CompletableFuture<Void> armed = new CompletableFuture<>();
                    armed.orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((done, failure) -> {
                        if (failure instanceof TimeoutException) {
                            tell(expiry, ticket);
                        }
                    });
                    return armed;
                },
                this::over);
    }

    private void over(CompletableFuture<Void> send) {
        if (fails) {
            send.completeExceptionally(failed);
        } else {
            send.complete(null);
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "or-timeout",
                                    Family.FRESH,
                                    "CompletableFuture.orTimeout for each send, completed on delivery")
                            .sharingJdkScheduler(),
                    () -> new OrTimeout(false));
        }
    }

    public static final class Failed extends BuiltIn {
        public Failed() {
            super(
                    Descriptor.of(
                                    "or-timeout-failed",
                                    Family.FRESH,
                                    "CompletableFuture.orTimeout for each send, completed exceptionally on delivery")
                            .sharingJdkScheduler(),
                    () -> new OrTimeout(true));
        }
    }
}
