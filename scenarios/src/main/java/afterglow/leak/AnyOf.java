package afterglow.leak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The three-way wait written with {@code anyOf}: the reply, the timeout, or an exit that lives as long as the program. */
final class AnyOf implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "any-of",
                "loser of anyOf",
                "the timeout that lost the race is not cancelled, and holds the whole race; fixed by completing it when the race is"
                        + " over",
                "JDK-8160402");
    }

    @Override
    public Program program(boolean fixed) {
        return new Race(fixed);
    }

    /** Races that the reply wins. */
    private static final class Race implements Program {

        private final CompletableFuture<String> exit = new CompletableFuture<>();
        private final boolean endsLoser;

        Race(boolean endsLoser) {
            this.endsLoser = endsLoser;
        }

        @Override
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            CompletableFuture<String> timeout =
                    new CompletableFuture<String>().completeOnTimeout("timed out", timeoutNanos, TimeUnit.NANOSECONDS);
            CompletableFuture<Object> first = CompletableFuture.anyOf(reply, timeout, exit);
            reply.complete("delivered");
            first.join();
            if (endsLoser) {
                timeout.complete("lost");
            }
        }

        @Override
        public void close() {
            exit.complete("closed");
        }
    }
}
