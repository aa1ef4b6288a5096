package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What is done about a timeout, on the only thread that fires timeouts. A handler that waits, for a log or a retry,
 * holds up every other timeout of the timer; fixed by handing it to an executor, as exceptionallyAsync does.
 */
final class BlockingHandler implements TwoForms {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofMillis(50);
    private static final Duration BLOCKED = Duration.ofSeconds(1);

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the send tells what became of it
    public DeadlineScript program(boolean fixed) {
        Executor handlers = fixed ? Executors.newCachedThreadPool(DaemonThreads.named("handlers")) : Runnable::run;
        return deadlines -> {
            ScheduledExecutorService timer = DaemonThreads.scheduler("timer");
            var first = deadlines.begin(FIRST);
            var second = deadlines.begin(SECOND);
            timer.schedule(
                    () -> {
                        first.expire();
                        handlers.execute(BlockingHandler::retry);
                    },
                    FIRST.toMillis(),
                    TimeUnit.MILLISECONDS);
            timer.schedule(second::expire, SECOND.toMillis(), TimeUnit.MILLISECONDS);
        };
    }

    private static void retry() {
        try {
            Thread.sleep(BLOCKED.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
