package afterglow.leak;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A consumer that waits on its channel or on a new timer, in an endless loop. Nobody needs the timer once the message is
 * there, and it stays queued until it fires; fixed by one timer, set anew for each wait.
 */
final class TimeAfter implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Reused() : abandoning();
    }

    private static Program abandoning() {
        Channel channel = new Channel();
        return Program.ending(channel::close, timeoutNanos -> {
            AtomicBoolean fired = new AtomicBoolean();
            var unused = channel.scheduler.after(timeoutNanos, () -> {
                fired.set(true);
                channel.wake();
            });
            channel.receiveOr(fired::get);
        });
    }

    /** One timer: a wait moves its deadline, and the timer, when it fires too soon, sleeps for the rest. */
    private static final class Reused implements Program {

        private final Channel channel = new Channel();
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
            var unused = channel.scheduler.after(deadlineNanos - System.nanoTime(), this::fire);
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
        }
    }
}
