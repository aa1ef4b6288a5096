package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Timeout checks that hold the future they watch, and with it the response that came later. */
final class CapturedFuture implements Demonstration {

    private static final int RESPONSE_BYTES = 1024;

    @Override
    public Card card() {
        return Card.of(
                        "captured-future",
                        "check holds the future",
                        "a check captures the future before it has a value, and then keeps the 1 KiB response until it runs; fixed by"
                                + " looking the future up by its number",
                        "apache/dubbo#4129")
                .leavingShare(0.25);
    }

    @Override
    public Program program(boolean fixed) {
        return fixed
                ? new Calls() {
                    @Override
                    Runnable check(long id, CompletableFuture<byte[]> call) {
                        return () -> {
                            CompletableFuture<byte[]> late = pending.remove(id);
                            if (late != null) {
                                late.completeExceptionally(new TimeoutException());
                            }
                        };
                    }
                }
                : new Calls() {
                    @Override
                    Runnable check(long id, CompletableFuture<byte[]> call) {
                        return () -> call.completeExceptionally(new TimeoutException());
                    }
                };
    }

    private abstract static class Calls implements Program {

        final Map<Long, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("checks");
        private long called;

        abstract Runnable check(long id, CompletableFuture<byte[]> call);

        @Override
        public void send(long timeoutNanos) {
            long id = ++called;
            CompletableFuture<byte[]> call = new CompletableFuture<>();
            pending.put(id, call);
            ScheduledFuture<?> unused = scheduler.schedule(check(id, call), timeoutNanos, TimeUnit.NANOSECONDS);
            pending.remove(id);
            call.complete(new byte[RESPONSE_BYTES]);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
