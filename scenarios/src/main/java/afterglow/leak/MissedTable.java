package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Two tables of what is outstanding, and one ticker that scans for what is overdue. */
final class MissedTable implements Demonstration {

    private static final long SCAN_MILLIS = 5;

    @Override
    public Card card() {
        return Card.of(
                        "missed-table",
                        "scanner misses a table",
                        "a ticker drops overdue requests from one table and forgets the other, whose entries stay for ever; fixed by"
                                + " scanning both: they stay until their deadlines",
                        "apache/rocketmq#8250")
                .expecting(Symptom.LEAKS, Symptom.RETAINS);
    }

    @Override
    public Program program(boolean fixed) {
        return new Broker(fixed);
    }

    private static final class Broker implements Program {

        private final Map<Long, Long> requests = new ConcurrentHashMap<>();
        private final Map<Long, Long> locks = new ConcurrentHashMap<>();
        private final ScheduledThreadPoolExecutor scanner = DaemonThreads.scheduler("scanner");
        private long sent;

        Broker(boolean scansBoth) {
            List<Map<Long, Long>> scanned = scansBoth ? List.of(requests, locks) : List.of(requests);
            ScheduledFuture<?> unused = scanner.scheduleWithFixedDelay(
                    () -> scanned.forEach(Broker::dropOverdue), SCAN_MILLIS, SCAN_MILLIS, TimeUnit.MILLISECONDS);
        }

        private static void dropOverdue(Map<Long, Long> table) {
            long now = System.nanoTime();
            table.values().removeIf(deadlineNanos -> now - deadlineNanos >= 0);
        }

        @Override
        public void send(long timeoutNanos) {
            long id = ++sent;
            long deadlineNanos = System.nanoTime() + timeoutNanos;
            requests.put(id, deadlineNanos);
            locks.put(id, deadlineNanos);
            // The reply ends the request; the lock is left to the scanner.
            requests.remove(id);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scanner);
        }
    }
}
