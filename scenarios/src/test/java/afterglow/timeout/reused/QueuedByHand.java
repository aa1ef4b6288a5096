package afterglow.timeout.reused;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler that only keeps its tasks; whoever turns the clock runs those that are due. */
final class QueuedByHand extends ScheduledThreadPoolExecutor {

    private final List<Task> tasks = new ArrayList<>();

    QueuedByHand() {
        super(0);
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command);
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("no strategy of ours schedules a callable");
    }

    /** The tasks that are neither run nor cancelled. */
    synchronized int held() {
        return tasks.size();
    }

    /** Runs the oldest task; false if there is none. */
    boolean runOne() {
        Task task;
        synchronized (this) {
            if (tasks.isEmpty()) {
                return false;
            }
            task = tasks.remove(0);
        }
        task.command.run();
        return true;
    }

    private synchronized boolean remove(Task task) {
        return tasks.remove(task);
    }

    private final class Task implements ScheduledFuture<Void> {

        private final Runnable command;

        Task(Runnable command) {
            this.command = command;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return QueuedByHand.this.remove(this);
        }

        @Override
        public boolean isCancelled() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isDone() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Void get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Void get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(java.util.concurrent.Delayed other) {
            throw new UnsupportedOperationException();
        }
    }
}
