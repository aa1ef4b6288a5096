package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** A periodic scanner of overdue requests, which an exception ends in silence, for good; fixed by catching in each round. */
final class DeadScanner implements Demonstration {

    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final long SCAN_MILLIS = 5;

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            // By deadline, so that the refused one is reached first, however late the scanner comes.
            Map<Long, SendDeadlines.Send> requests = new ConcurrentSkipListMap<>();
            var refused = deadlines.begin(Duration.ZERO);
            requests.put(System.nanoTime(), refused);
            var next = deadlines.begin(TIMEOUT);
            requests.put(System.nanoTime() + TIMEOUT.toNanos(), next);
            Runnable scan = () -> requests.forEach((deadlineNanos, request) -> {
                if (System.nanoTime() - deadlineNanos >= 0 && requests.remove(deadlineNanos) != null) {
                    request.expire();
                    if (request == refused) {
                        throw new IllegalStateException("its callback failed");
                    }
                }
            });
            var unused = new Timers("scanner")
                    .scheduleAtFixedRate(
                            fixed ? () -> catching(scan) : scan, SCAN_MILLIS, SCAN_MILLIS, TimeUnit.MILLISECONDS);
        };
    }

    private static void catching(Runnable round) {
        try {
            round.run();
        } catch (IllegalStateException e) {
            // A real scanner logs it; the next round comes all the same.
        }
    }
}
