package afterglow.leak;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two tables of what is outstanding, and one ticker that scans for what is overdue. It forgets one of them, whose entries stay
 * for ever; fixed by scanning both: they stay until their deadlines.
 */
final class MissedTable implements Demonstration {

    private static final long SCAN_NANOS = 5_000_000;

    @Override
    public Program program(boolean fixed) {
        Map<Long, Long> requests = new ConcurrentHashMap<>();
        Map<Long, Long> locks = new ConcurrentHashMap<>();
        List<Map<Long, Long>> scanned = fixed ? List.of(requests, locks) : List.of(requests);
        Timers scanner = new Timers("scanner");
        var unused = scanner.every(SCAN_NANOS, () -> scanned.forEach(MissedTable::dropOverdue));
        AtomicLong sent = new AtomicLong();
        return Program.on(scanner, timeoutNanos -> {
            long id = sent.incrementAndGet();
            long deadlineNanos = System.nanoTime() + timeoutNanos;
            requests.put(id, deadlineNanos);
            locks.put(id, deadlineNanos);
            // The reply ends the request; the lock is left to the scanner.
            requests.remove(id);
        });
    }

    private static void dropOverdue(Map<Long, Long> table) {
        long now = System.nanoTime();
        table.values().removeIf(deadlineNanos -> now - deadlineNanos >= 0);
    }
}
