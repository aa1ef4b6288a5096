package afterglow.leak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Timeouts run by a delayed executor, which gives nothing to cancel them by: cancelling the future of such a task does not
 * reach the timer below it; fixed by a scheduler that hands out the timer.
 */
final class NoHandle implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("timers");
        scheduler.setRemoveOnCancelPolicy(true);
        return Program.on(scheduler, timeoutNanos -> {
            CompletableFuture<String> reply = new CompletableFuture<>();
            Runnable expiry = () -> reply.completeExceptionally(new TimeoutException());
            Future<?> timeout = fixed
                    ? scheduler.after(timeoutNanos, expiry)
                    : CompletableFuture.runAsync(
                            expiry, CompletableFuture.delayedExecutor(timeoutNanos, TimeUnit.NANOSECONDS));
            reply.complete("delivered");
            timeout.cancel(false);
        });
    }
}
