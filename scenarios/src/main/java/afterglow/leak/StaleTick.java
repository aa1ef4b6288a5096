package afterglow.leak;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The published fix of {@link TimeAfter}: one timer that is reset for each send, with a channel that holds one tick. A
 * timer that fired just as its send was delivered leaves its tick in the channel, and the next send, told to wait, is
 * given up at once; fixed by ticks that name their send.
 */
final class StaleTick implements Demonstration {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofMillis(500);

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            ResetTimer timer = new ResetTimer();
            var first = deadlines.begin(FIRST);
            timer.reset(1, FIRST).await();
            first.deliver();
            var second = deadlines.begin(SECOND);
            timer.reset(2, SECOND);
            long ticket = timer.channel.take();
            while (fixed && ticket != 2) {
                ticket = timer.channel.take();
            }
            second.expire();
        };
    }

    /** As Go's was: resetting it leaves the channel as it is. */
    static final class ResetTimer {

        final BlockingQueue<Long> channel = new ArrayBlockingQueue<>(1);
        private final Timers scheduler = new Timers("timer");
        private AtomicBoolean armed = new AtomicBoolean();

        /** Arms it; the latch opens when its tick is in the channel. */
        CountDownLatch reset(long ticket, Duration timeout) {
            CountDownLatch fired = new CountDownLatch(1);
            AtomicBoolean mine = new AtomicBoolean(true);
            stop();
            armed = mine;
            scheduler.after(timeout, () -> {
                if (mine.getAndSet(false)) {
                    channel.offer(ticket);
                    fired.countDown();
                }
            });
            return fired;
        }

        /** Whether it had not fired yet. */
        boolean stop() {
            return armed.getAndSet(false);
        }
    }
}
