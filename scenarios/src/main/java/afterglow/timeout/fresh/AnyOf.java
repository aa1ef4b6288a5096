package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code CompletableFuture.anyOf(send, timeout, exit)} for each send: the select statement, written with futures; the send
 * is completed when it is over, and the exit is one future that lives as long as the broker.
 *
 * <p>The trap: the future that loses the race is left running. The timeout stays queued until its time comes, and with it what hangs
 * on it.
 */
public final class AnyOf extends OnJdkScheduler {

    private final CompletableFuture<Boolean> exit = new CompletableFuture<>();

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the dependent is there for its effect
    public Timeout open(Expiry expiry) {
        return new FreshTimer<CompletableFuture<Boolean>>(
                (nanos, ticket) -> {
                    CompletableFuture<Boolean> sent = new CompletableFuture<>();
                    CompletableFuture<Boolean> timeout =
                            new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
                    CompletableFuture.anyOf(sent, timeout, exit).thenAccept(late -> {
                        if (late.equals(true)) {
                            tell(expiry, ticket);
                        }
                    });
                    return sent;
                },
                armed -> armed.complete(false));
    }

    @Override
    public void close() {
        super.close();
        exit.complete(false);
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "any-of",
                                    Family.FRESH,
                                    "CompletableFuture.anyOf(send, timeout, exit) for each send, completed on delivery")
                            .leaving(Verdict.RETAINS)
                            // A send that is over looks for its own dependent among all those of the exit.
                            .admitting(Fault.SLOW)
                            .sharingJdkScheduler(),
                    AnyOf::new);
        }
    }
}
