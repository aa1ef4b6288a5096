package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A thread at a delay queue that skips cancelled tasks, but only when their turn comes; fixed by removing them at once. */
final class CancelFlag implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        DelayQueue<Task> queue = new DelayQueue<>();
        ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("delay-queue"));
        var unused = thread.submit(() -> {
            while (true) {
                queue.take().run();
            }
        });
        return Program.on(thread, timeoutNanos -> {
            Task task = new Task(timeoutNanos);
            queue.add(task);
            task.over = true;
            if (fixed) {
                queue.remove(task);
            }
        });
    }

    static final class Task implements Delayed {

        private final long deadlineNanos;
        private volatile boolean over;

        Task(long nanos) {
            deadlineNanos = System.nanoTime() + nanos;
        }

        /** Throws nothing: that would end the thread, and a send that waits for a core may be due before it is over. */
        void run() {
            over = true;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(deadlineNanos - ((Task) other).deadlineNanos);
        }
    }
}
