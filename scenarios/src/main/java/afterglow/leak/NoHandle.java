package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Timeouts run by a delayed executor, which gives nothing to cancel them by. */
final class NoHandle implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "no-handle",
                "no handle to cancel",
                "cancelling the future of a task on delayedExecutor does not reach the timer below it; fixed by a scheduler that"
                        + " hands out the timer",
                "mizosoft/methanol#121");
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Fixed() : new Leaky();
    }

    /** Cancels the only thing it has. */
    static final class Leaky implements Program {

        @Override
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            CompletableFuture<Void> timeout = CompletableFuture.runAsync(
                    () -> reply.completeExceptionally(new TimeoutException()),
                    CompletableFuture.delayedExecutor(timeoutNanos, TimeUnit.NANOSECONDS));
            reply.complete("delivered");
            timeout.cancel(false);
        }

        @Override
        public void close() {}
    }

    /** Cancels the timer. */
    static final class Fixed implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("timers");

        Fixed() {
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            ScheduledFuture<?> timeout = scheduler.schedule(
                    () -> reply.completeExceptionally(new TimeoutException()), timeoutNanos, TimeUnit.NANOSECONDS);
            reply.complete("delivered");
            timeout.cancel(false);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
