package afterglow.bench;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a strategy has still to expire although it is due. A strategy that abandons its timers makes them faster than its
 * thread expires them; without a pause they would pile up from one iteration to the next, until the heap is full.
 */
final class Backlog {

    /** As long as an iteration. */
    private static final long MOST_MILLIS = 200;

    private static final Duration COARSE = Duration.ofMillis(20);

    private Backlog() {}

    /** Waits until a timeout that is due now has expired, and so have those before it; at most for 0.2 s. */
    static void drain(TimeoutStrategy timeouts, Descriptor strategy) throws InterruptedException {
        if (!strategy.inFlight()
                || !strategy.alwaysExpires()
                || strategy.granularity().compareTo(COARSE) > 0) {
            return;
        }
        CountDownLatch expired = new CountDownLatch(1);
        Timeout last = timeouts.open(ticket -> expired.countDown());
        last.arm(0, 1);
        if (!expired.await(MOST_MILLIS, TimeUnit.MILLISECONDS)) {
            System.out.print("<not all expired> ");
        }
        last.disarm();
        last.close();
    }
}
