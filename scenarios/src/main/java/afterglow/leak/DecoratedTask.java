package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A scheduler that wraps its tasks, and so cannot find them again when they are to be removed. */
final class DecoratedTask implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "decorated-task",
                "removal fails in silence",
                "with decorateTask the queue holds the wrapper, but a cancelled task removes itself, which is not there: the policy"
                        + " is set and does nothing; fixed by wrapping the command instead",
                "hazelcast/hazelcast#11227",
                "hazelcast/hazelcast#12605");
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Calls(DaemonThreads.scheduler("named-tasks")) : new Calls(new Decorating());
    }

    /** Calls whose deadline is a task with a name. */
    private static final class Calls implements Program {

        private final ScheduledThreadPoolExecutor scheduler;

        Calls(ScheduledThreadPoolExecutor scheduler) {
            this.scheduler = scheduler;
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void send(long timeoutNanos) {
            scheduler
                    .schedule(new Named("deadline"), timeoutNanos, TimeUnit.NANOSECONDS)
                    .cancel(false);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }

    /** A command with a name. */
    private record Named(String name) implements Runnable {
        @Override
        public void run() {}
    }

    /** A scheduler whose tasks bear the names of their commands. */
    private static final class Decorating extends ScheduledThreadPoolExecutor {

        Decorating() {
            super(1, DaemonThreads.named("decorated-tasks"));
        }

        @Override
        protected <V> RunnableScheduledFuture<V> decorateTask(Runnable command, RunnableScheduledFuture<V> task) {
            return new Decorated<>(command.toString(), task);
        }
    }

    /** A task with a name, around the one that does the work. */
    private record Decorated<V>(String name, RunnableScheduledFuture<V> task) implements RunnableScheduledFuture<V> {

        @Override
        public boolean cancel(boolean interrupts) {
            return task.cancel(interrupts);
        }

        @Override
        public boolean isCancelled() {
            return task.isCancelled();
        }

        @Override
        public boolean isDone() {
            return task.isDone();
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            return task.get();
        }

        @Override
        public V get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            return task.get(time, unit);
        }

        @Override
        public boolean isPeriodic() {
            return task.isPeriodic();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return task.getDelay(unit);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public void run() {
            task.run();
        }
    }
}
