package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JDK's own {@code orTimeout} on futures that fail. */
final class OrTimeoutFailed implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "or-timeout-failed",
                        "not cancelled on failure, in the JDK",
                        "orTimeout of a JDK before the bug's fix keeps the timer of a future that completed exceptionally; fixed by"
                                + " a timer of one's own, cancelled on any outcome",
                        "JDK-8303742",
                        "openjdk/jdk#13059",
                        "openjdk/jdk17u-dev#3000")
                .expecting(
                        new Expectation.WhileFaulty(JdkFault.OR_TIMEOUT_FAILED, Symptom.RETAINS, Symptom.CLEAN),
                        new Expectation.Always(Symptom.CLEAN));
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Fixed() : new Leaky();
    }

    /** As it is called everywhere. */
    static final class Leaky implements Program {

        @Override
        public void send(long timeoutNanos) {
            new CompletableFuture<String>()
                    .orTimeout(timeoutNanos, TimeUnit.NANOSECONDS)
                    .completeExceptionally(new IllegalStateException("refused"));
        }

        @Override
        public void close() {}
    }

    /** A timer of one's own. */
    static final class Fixed implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("timers");

        Fixed() {
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it is completed here
        public void send(long timeoutNanos) {
            CompletableFuture<String> reply = new CompletableFuture<>();
            ScheduledFuture<?> timer = scheduler.schedule(
                    () -> reply.completeExceptionally(new TimeoutException()), timeoutNanos, TimeUnit.NANOSECONDS);
            reply.whenComplete((value, failure) -> timer.cancel(false));
            reply.completeExceptionally(new IllegalStateException("refused"));
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
