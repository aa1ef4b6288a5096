package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Workers that hang, and the timeouts that should end them. Once all workers hang, no thread is left to run their
 * timeouts; fixed by a thread of the timeouts' own.
 */
final class GuardOnItsPool implements TwoForms {

    private static final int WORKERS = 4;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the send tells what became of it
    public DeadlineScript program(boolean fixed) {
        ScheduledExecutorService workers = new ScheduledThreadPoolExecutor(WORKERS, DaemonThreads.named("workers"));
        ScheduledExecutorService guards = fixed ? DaemonThreads.scheduler("timeouts") : workers;
        return deadlines -> {
            CountDownLatch hanging = new CountDownLatch(WORKERS);
            for (int i = 0; i < WORKERS; i++) {
                workers.submit(() -> {
                    CountDownLatch reply = new CountDownLatch(1);
                    var send = deadlines.begin(TIMEOUT);
                    guards.schedule(
                            () -> {
                                send.expire();
                                reply.countDown();
                            },
                            TIMEOUT.toMillis(),
                            TimeUnit.MILLISECONDS);
                    hanging.countDown();
                    hanging.await();
                    reply.await();
                    return null;
                });
            }
            hanging.await();
        };
    }
}
