package afterglow.leak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeoutException;

/**
 * A timeout that is cancelled only when all went well: the fault that the JDK's own {@code orTimeout} had, built once more. A
 * send that fails leaves its timer behind; fixed by cancelling on any outcome.
 */
final class ExceptionalCompletion implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("timers");
        scheduler.setRemoveOnCancelPolicy(true);
        return Program.on(scheduler, timeoutNanos -> {
            CompletableFuture<String> reply = new CompletableFuture<>();
            ScheduledFuture<?> timer =
                    scheduler.after(timeoutNanos, () -> reply.completeExceptionally(new TimeoutException()));
            var unused = reply.whenComplete((value, failure) -> {
                if (fixed || failure == null) {
                    timer.cancel(false);
                }
            });
            reply.completeExceptionally(new IllegalStateException("refused"));
        });
    }
}
