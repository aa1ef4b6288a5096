package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * What is done about a timeout, on the only thread that fires timeouts. A handler that waits, for a log or a retry,
 * holds up every other timeout of the timer; fixed by handing it to an executor, as exceptionallyAsync does.
 */
final class BlockingHandler implements Demonstration {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofMillis(50);
    private static final Duration BLOCKED = Duration.ofSeconds(1);

    @Override
    public DeadlineScript program(boolean fixed) {
        Executor handlers = fixed ? Executors.newCachedThreadPool(DaemonThreads.named("handlers")) : Runnable::run;
        return deadlines -> {
            Timers timer = new Timers("timer");
            var first = deadlines.begin(FIRST);
            var second = deadlines.begin(SECOND);
            timer.after(FIRST, () -> {
                first.expire();
                handlers.execute(BlockingHandler::retry);
            });
            timer.after(SECOND, second::expire);
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
