package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A timeout that is cancelled only when all went well: the fault that the JDK's own {@code orTimeout} had, built once more. */
final class ExceptionalCompletion implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "exceptional-completion",
                "not cancelled on failure",
                "a send that fails leaves its timer behind, because only normal completion cancels it; fixed by cancelling on any"
                        + " outcome",
                "JDK-8303742");
    }

    @Override
    public Program program(boolean fixed) {
        return new Failing(fixed);
    }

    /** Sends that fail, on a scheduler that does remove what is cancelled. */
    private static final class Failing implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("timers");

        private final boolean onAnyOutcome;

        Failing(boolean onAnyOutcome) {
            this.onAnyOutcome = onAnyOutcome;
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it is completed here
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            ScheduledFuture<?> timer = scheduler.schedule(
                    () -> reply.completeExceptionally(new TimeoutException()), timeoutNanos, TimeUnit.NANOSECONDS);
            reply.whenComplete((value, failure) -> {
                if (onAnyOutcome || failure == null) {
                    timer.cancel(false);
                }
            });
            reply.completeExceptionally(new IllegalStateException("refused"));
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
