package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A scanner of overdue requests that runs at a fixed rate, until it throws. An exception ends a periodic task in
 * silence, and no request is timed out any more; fixed by catching in each round.
 */
final class DeadScanner implements TwoForms {

    private static final Duration TIMEOUT = Duration.ofMillis(100);
    private static final long SCAN_MILLIS = 5;

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            Map<SendDeadlines.Send, Long> requests = new ConcurrentHashMap<>();
            var refused = deadlines.begin(Duration.ZERO);
            requests.put(refused, System.nanoTime());
            var send = deadlines.begin(TIMEOUT);
            requests.put(send, System.nanoTime() + TIMEOUT.toNanos());
            Runnable scan = () -> requests.forEach((request, deadlineNanos) -> {
                if (System.nanoTime() - deadlineNanos >= 0 && requests.remove(request) != null) {
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
