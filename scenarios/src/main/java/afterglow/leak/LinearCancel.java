package afterglow.leak;

import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeSet;

/** Timers cancelled by {@code PriorityQueue.remove}, which looks at all of them; fixed by a sorted tree, which need not. */
final class LinearCancel implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        return new Sends(fixed ? new TreeSet<>(Task.ORDER) : new PriorityQueue<>(Task.ORDER));
    }

    private record Task(long deadlineNanos, long id) {

        private static final Comparator<Task> ORDER =
                Comparator.comparingLong(Task::deadlineNanos).thenComparingLong(Task::id);
    }

    private static final class Sends implements Program {

        private final Collection<Task> timers;
        private long armed;

        Sends(Collection<Task> timers) {
            this.timers = timers;
        }

        @Override
        public void send(long timeoutNanos) {
            timers.remove(arm(timeoutNanos));
        }

        @Override
        public void crowd(int outstanding, long timeoutNanos) {
            for (int i = 0; i < outstanding; i++) {
                arm(timeoutNanos);
            }
        }

        private Task arm(long timeoutNanos) {
            Task task = new Task(System.nanoTime() + timeoutNanos, ++armed);
            timers.add(task);
            return task;
        }
    }
}
