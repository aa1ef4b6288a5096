package afterglow.bench;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
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

    private static final Duration SHORT = Duration.ofMillis(20);

    private Backlog() {}

    /**
     * Waits until what was armed and abandoned has expired; at most for 0.2 s.
     *
     * @param nanos the timeout of what was armed; a long one is not waited for, only what is due by now
     */
    static void drain(TimeoutStrategy timeouts, Descriptor strategy, long nanos) throws InterruptedException {
        if (strategy.retention() == Verdict.CLEAN || !strategy.inFlight() || !strategy.alwaysExpires()) {
            return;
        }
        CountDownLatch expired = new CountDownLatch(1);
        Timeout last = timeouts.open(ticket -> expired.countDown());
        last.arm(nanos > SHORT.toNanos() ? 0 : nanos, 1);
        if (!expired.await(MOST_MILLIS, TimeUnit.MILLISECONDS)) {
            System.out.print("<not all expired> ");
        }
        last.disarm();
        last.close();
    }
}
