package afterglow.leak;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sends that each add a callback to one long-lived future, which keeps it; fixed by one callback for all outstanding sends. */
final class ExitCallback implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        CompletableFuture<Void> exit = new CompletableFuture<>();
        if (!fixed) {
            return timeoutNanos -> {
                CompletableFuture<String> reply = new CompletableFuture<>();
                var unused = exit.thenRun(() -> reply.cancel(false));
                reply.complete("delivered");
            };
        }
        Map<Long, CompletableFuture<String>> outstanding = new ConcurrentHashMap<>();
        AtomicLong sent = new AtomicLong();
        var unused = exit.thenRun(() -> outstanding.values().forEach(reply -> reply.cancel(false)));
        return timeoutNanos -> {
            CompletableFuture<String> reply = new CompletableFuture<>();
            long id = sent.incrementAndGet();
            outstanding.put(id, reply);
            reply.complete("delivered");
            outstanding.remove(id);
        };
    }
}
