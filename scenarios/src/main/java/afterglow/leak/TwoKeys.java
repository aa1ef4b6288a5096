package afterglow.leak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Delayed operations that are watched under two keys. Each key may complete them, and one that the first completes stays in the
 * other's list until a reaper drops what is overdue; fixed by dropping it from both.
 */
final class TwoKeys implements Demonstration {

    private static final long REAP_NANOS = 5_000_000;

    private record Operation(long deadlineNanos) {}

    @Override
    public Program program(boolean fixed) {
        Queue<Operation> byTopic = new ConcurrentLinkedQueue<>();
        Queue<Operation> byGroup = new ConcurrentLinkedQueue<>();
        Timers reaper = new Timers("reaper");
        var unused = reaper.every(REAP_NANOS, () -> List.of(byTopic, byGroup).forEach(TwoKeys::dropOverdue));
        return Program.on(reaper, timeoutNanos -> {
            Operation operation = new Operation(System.nanoTime() + timeoutNanos);
            byTopic.add(operation);
            byGroup.add(operation);
            byTopic.remove(operation);
            if (fixed) {
                byGroup.remove(operation);
            }
        });
    }

    /** The first is due first. */
    private static void dropOverdue(Queue<Operation> watched) {
        for (Operation first = watched.peek(); first != null; first = watched.peek()) {
            if (first.deadlineNanos() - System.nanoTime() > 0) {
                return;
            }
            watched.remove(first);
        }
    }
}
