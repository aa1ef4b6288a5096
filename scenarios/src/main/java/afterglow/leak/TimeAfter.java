package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A consumer that waits on its channel or on a new timer, in an endless loop; repaired by one timer that is used again. */
final class TimeAfter implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "time-after",
                "abandoned",
                "each wait makes a timer that nobody needs once the message is there, and that stays queued until it fires;"
                        + " fixed by one timer, set anew for each wait",
                "golang/go#29316",
                "cloudflare/cloudflared#384");
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Fixed() : new Leaky();
    }

    /** A new timer for each wait. */
    static final class Leaky implements Program {

        private final Channel channel = new Channel();
        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("timers");

        @Override
        public void send(long timeoutNanos) throws InterruptedException {
            AtomicBoolean fired = after(timeoutNanos);
            channel.receiveOr(fired::get);
        }

        private AtomicBoolean after(long nanos) {
            AtomicBoolean fired = new AtomicBoolean();
            ScheduledFuture<?> unused = scheduler.schedule(
                    () -> {
                        fired.set(true);
                        channel.wake();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
            return fired;
        }

        @Override
        public void close() {
            channel.close();
            DaemonThreads.stop(scheduler);
        }
    }

    /** One timer: a wait moves its deadline, and the timer, when it fires too soon, sleeps for the rest. */
    static final class Fixed implements Program {

        private final Channel channel = new Channel();
        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("timers");
        private final AtomicBoolean ticking = new AtomicBoolean();
        private volatile long deadlineNanos;

        @Override
        public void send(long timeoutNanos) throws InterruptedException {
            deadlineNanos = System.nanoTime() + timeoutNanos;
            if (ticking.compareAndSet(false, true)) {
                sleepUntilDeadline();
            }
            channel.receiveOr(() -> System.nanoTime() - deadlineNanos >= 0);
        }

        private void sleepUntilDeadline() {
            ScheduledFuture<?> unused =
                    scheduler.schedule(this::fire, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        private void fire() {
            if (System.nanoTime() - deadlineNanos < 0) {
                sleepUntilDeadline();
            } else {
                ticking.set(false);
                channel.wake();
            }
        }

        @Override
        public void close() {
            channel.close();
            DaemonThreads.stop(scheduler);
        }
    }
}
