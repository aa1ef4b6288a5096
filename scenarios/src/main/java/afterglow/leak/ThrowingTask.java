package afterglow.leak;

import java.time.Duration;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;

/**
 * A {@link Timer} that all connections share, and one task that throws. One exception in a TimerTask ends the thread of
 * java.util.Timer: what is queued never fires, and every later schedule throws; fixed by catching in the task.
 */
final class ThrowingTask implements Demonstration {

    private static final Duration TIMEOUT = Duration.ofMillis(100);

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            Timer timer = new Timer("cancel-timer", true);
            CountDownLatch refused = new CountDownLatch(1);
            timer.schedule(BusyTimer.task(() -> cancelQuery(refused, fixed)), 0);
            refused.await();
            var send = deadlines.begin(TIMEOUT);
            try {
                timer.schedule(BusyTimer.task(send::expire), TIMEOUT.toMillis());
            } catch (IllegalStateException e) {
                // "Timer already cancelled.": what the next query of any connection gets to see.
            }
        };
    }

    private static void cancelQuery(CountDownLatch refused, boolean catches) {
        refused.countDown();
        if (!catches) {
            throw new IllegalStateException("connection refused");
        }
    }
}
