package afterglow.leak;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Sends that each register with an exit that lives as long as the program. */
final class ExitCallback implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "exit-callback",
                        "registered for each send",
                        "each send adds a callback to one long-lived exit future, and a future never lets go of a callback; fixed by"
                                + " registering once, for all that are outstanding",
                        "apache/flink#18538",
                        "aws-greengrass/aws-greengrass-nucleus#881")
                .expecting(Symptom.LEAKS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Fixed() : new Leaky();
    }

    /** One callback for each send. */
    static final class Leaky implements Program {

        private final CompletableFuture<Void> exit = new CompletableFuture<>();

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // as the original had it
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            exit.thenRun(() -> reply.cancel(false));
            reply.complete("delivered");
        }

        @Override
        public void close() {
            exit.complete(null);
        }
    }

    /** One callback, and a table of what it is to end. */
    static final class Fixed implements Program {

        private final CompletableFuture<Void> exit = new CompletableFuture<>();
        private final Map<Long, CompletableFuture<String>> outstanding = new ConcurrentHashMap<>();
        private long sent;

        @SuppressWarnings("FutureReturnValueIgnored") // cancelling cannot fail
        Fixed() {
            exit.thenRun(() -> outstanding.values().forEach(reply -> reply.cancel(false)));
        }

        @Override
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            long id = ++sent;
            outstanding.put(id, reply);
            reply.complete("delivered");
            outstanding.remove(id);
        }

        @Override
        public void close() {
            exit.complete(null);
        }
    }
}
