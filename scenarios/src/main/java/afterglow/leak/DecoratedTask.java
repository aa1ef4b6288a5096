package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler that wraps its tasks, and so cannot find them again. With {@code decorateTask} the queue holds the wrapper, but a
 * cancelled task removes itself, which is not there: the policy is set and does nothing; fixed by wrapping the command instead.
 */
final class DecoratedTask implements TwoForms {

    @Override
    public Program program(boolean fixed) {
        ScheduledThreadPoolExecutor scheduler = fixed ? DaemonThreads.scheduler("named-tasks") : new Decorating();
        scheduler.setRemoveOnCancelPolicy(true);
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler
                        .schedule(new Named("deadline"), timeoutNanos, TimeUnit.NANOSECONDS)
                        .cancel(false));
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
    private static final class Decorated<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

        private final String name;
        private final RunnableScheduledFuture<V> task;

        Decorated(String name, RunnableScheduledFuture<V> task) {
            super(task::get);
            this.name = name;
            this.task = task;
        }

        @Override
        public void run() {
            task.run();
            super.run();
        }

        @Override
        public boolean cancel(boolean interrupts) {
            return task.cancel(interrupts) && super.cancel(interrupts);
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
        public String toString() {
            return name;
        }
    }
}
