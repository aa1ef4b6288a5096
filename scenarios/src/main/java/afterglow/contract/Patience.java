package afterglow.contract;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A bounded wait that ends only when both the clock and its own count of naps are used up. So a stall of the machine stalls
 * the wait too, and is not blamed on a strategy. Not thread-safe.
 */
final class Patience {

    static final long NAP_NANOS = 1_000_000;

    private final long startNanos = System.nanoTime();
    private final long millis;
    private long naps;

    Patience(long millis) {
        this.millis = millis;
    }

    /** Sleeps for a millisecond at most; returns whether any patience is left. */
    boolean nap(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(this, Math.min(nanos, NAP_NANOS));
        } else {
            Thread.onSpinWait();
        }
        naps++;
        return naps < millis || System.nanoTime() - startNanos < millis * 1_000_000;
    }

    /** Waits for a condition; returns whether it came about. */
    static boolean until(long millis, BooleanSupplier condition) {
        Patience patience = new Patience(millis);
        while (!condition.getAsBoolean()) {
            if (!patience.nap(NAP_NANOS)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }
}
