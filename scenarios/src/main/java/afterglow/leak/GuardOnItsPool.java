package afterglow.leak;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Timeouts on the pool that they guard: once all workers hang, no thread runs them; fixed by a thread of their own. */
final class GuardOnItsPool implements Demonstration {

    private static final int WORKERS = 4;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    @Override
    public DeadlineScript program(boolean fixed) {
        Timers workers = new Timers("workers", WORKERS);
        Timers guards = fixed ? new Timers("timeouts") : workers;
        return deadlines -> {
            // All workers are taken before the first timeout is armed, however long this thread stalls.
            CountDownLatch taken = new CountDownLatch(WORKERS);
            CountDownLatch armed = new CountDownLatch(WORKERS);
            for (int i = 0; i < WORKERS; i++) {
                var unused = workers.submit(() -> {
                    taken.countDown();
                    taken.await();
                    CountDownLatch reply = new CountDownLatch(1);
                    var send = deadlines.begin(TIMEOUT);
                    guards.after(TIMEOUT, () -> {
                        send.expire();
                        reply.countDown();
                    });
                    armed.countDown();
                    reply.await();
                    return null;
                });
            }
            armed.await();
        };
    }
}
