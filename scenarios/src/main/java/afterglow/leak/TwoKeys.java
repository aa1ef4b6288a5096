package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Delayed operations that are watched under two keys: each may complete them, and a reaper drops what is overdue. */
final class TwoKeys implements Demonstration {

    private static final long REAP_MILLIS = 5;

    @Override
    public Card card() {
        return Card.of(
                        "two-keys",
                        "watched under two keys, dropped under one",
                        "an operation that one key completes stays in the other key's list until the reaper comes for it; fixed by"
                                + " dropping it from both",
                        "apache/kafka#19928")
                .expecting(Symptom.RETAINS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Purgatory(fixed);
    }

    private record Operation(long deadlineNanos) {}

    private static final class Purgatory implements Program {

        private final Queue<Operation> byTopic = new ConcurrentLinkedQueue<>();
        private final Queue<Operation> byGroup = new ConcurrentLinkedQueue<>();
        private final ScheduledThreadPoolExecutor reaper = DaemonThreads.scheduler("reaper");
        private final boolean dropsBoth;

        @SuppressWarnings("FutureReturnValueIgnored") // it ends with the reaper
        Purgatory(boolean dropsBoth) {
            this.dropsBoth = dropsBoth;
            reaper.scheduleWithFixedDelay(
                    () -> List.of(byTopic, byGroup).forEach(Purgatory::dropOverdue),
                    REAP_MILLIS,
                    REAP_MILLIS,
                    TimeUnit.MILLISECONDS);
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

        @Override
        public void send(long timeoutNanos) {
            Operation operation = new Operation(System.nanoTime() + timeoutNanos);
            byTopic.add(operation);
            byGroup.add(operation);
            byTopic.remove(operation);
            if (dropsBoth) {
                byGroup.remove(operation);
            }
        }

        @Override
        public void close() {
            DaemonThreads.stop(reaper);
        }
    }
}
