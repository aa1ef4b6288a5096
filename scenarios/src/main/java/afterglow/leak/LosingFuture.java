package afterglow.leak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The three-way wait written with {@code anyOf}: the reply, the timeout, or an exit that lives as long as the program. The
 * timeout that lost the race is not cancelled, and holds the whole race; fixed by completing it when the race is over.
 */
final class LosingFuture implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        CompletableFuture<String> exit = new CompletableFuture<>();
        return timeoutNanos -> {
            CompletableFuture<String> reply = new CompletableFuture<>();
            CompletableFuture<String> timeout =
                    new CompletableFuture<String>().completeOnTimeout("timed out", timeoutNanos, TimeUnit.NANOSECONDS);
            CompletableFuture<Object> first = CompletableFuture.anyOf(reply, timeout, exit);
            reply.complete("delivered");
            first.join();
            if (fixed) {
                timeout.complete("lost");
            }
        };
    }
}
