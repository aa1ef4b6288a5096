package afterglow.leak;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Timeout checks that hold the future they watch, and so its 1 KiB response; fixed by looking the future up by its number. */
final class CapturedFuture implements Demonstration {

    private static final int RESPONSE_BYTES = 1024;

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("checks");
        Map<Long, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
        AtomicLong called = new AtomicLong();
        return Program.on(scheduler, timeoutNanos -> {
            long id = called.incrementAndGet();
            CompletableFuture<byte[]> call = new CompletableFuture<>();
            pending.put(id, call);
            Runnable check = fixed ? () -> fail(pending.get(id)) : () -> fail(call);
            var unused = scheduler.after(timeoutNanos, check);
            pending.remove(id);
            call.complete(new byte[RESPONSE_BYTES]);
        });
    }

    private static void fail(@Nullable CompletableFuture<byte[]> late) {
        if (late != null) {
            late.completeExceptionally(new TimeoutException());
        }
    }
}
