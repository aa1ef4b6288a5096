package afterglow.leak;

import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler that wraps its tasks, and so cannot find them again. With {@code decorateTask} the queue holds the wrapper, but a
 * cancelled task removes itself, which is not there: the policy is set and does nothing; fixed by wrapping the command instead.
 */
final class DecoratedTask implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = fixed ? new Timers("plain-tasks") : new Decorating();
        scheduler.setRemoveOnCancelPolicy(true);
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler.after(timeoutNanos, () -> {}).cancel(false));
    }

    private static final class Decorating extends Timers {

        Decorating() {
            super("decorated-tasks");
        }

        @Override
        protected <V> RunnableScheduledFuture<V> decorateTask(Runnable command, RunnableScheduledFuture<V> task) {
            return new Decorated<>(task);
        }
    }

    private static final class Decorated<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

        private final RunnableScheduledFuture<V> task;

        Decorated(RunnableScheduledFuture<V> task) {
            super(task::get);
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
    }
}
