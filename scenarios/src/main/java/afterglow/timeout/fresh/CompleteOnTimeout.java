package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A new {@link CompletableFuture} with {@code completeOnTimeout} for each send, completed when the send is over, which
 * cancels the timeout.
 *
 * <p>The trap: a late answer is an answer like any other, so it must be told apart by its value.
 */
public final class CompleteOnTimeout extends OnJdkScheduler {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the dependent is there for its effect
    public Timeout open(Expiry expiry) {
        return new FreshTimer<CompletableFuture<Boolean>>(
                (nanos, ticket) -> {
                    CompletableFuture<Boolean> armed = new CompletableFuture<>();
                    armed.completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS).thenAccept(late -> {
                        if (late) {
                            tell(expiry, ticket);
                        }
                    });
                    return armed;
                },
                armed -> armed.complete(false));
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "complete-on-timeout",
                                    Family.FRESH,
                                    "CompletableFuture.completeOnTimeout for each send, completed on delivery")
                            .sharingJdkScheduler(),
                    CompleteOnTimeout::new);
        }
    }
}
