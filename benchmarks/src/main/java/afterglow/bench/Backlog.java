package afterglow.bench;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a strategy has still to expire although it is due. A strategy that abandons its timers makes them faster than its
 * thread expires them; without a pause they would pile up from one iteration to the next, until the heap is full.
 */
final class Backlog {

    private Backlog() {}

    /**
     * Waits until a timeout that is due now has expired: then those before it have, too. Without effect on a strategy that
     * need not expire it.
     *
     * @throws IllegalStateException if that takes a minute
     */
    static void drain(TimeoutStrategy timeouts, Descriptor strategy) throws InterruptedException {
        if (!strategy.inFlight() || !strategy.alwaysExpires()) {
            return;
        }
        CountDownLatch expired = new CountDownLatch(1);
        Timeout last = timeouts.open(ticket -> expired.countDown());
        last.arm(0, 1);
        if (!expired.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(
                    "void: strategy '" + strategy.id() + "' did not expire within a minute what was due");
        }
        last.disarm();
        last.close();
    }
}
