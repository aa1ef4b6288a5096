package afterglow.accuracy;

import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One more lane of the strategy, whose expiry blocks the thread that tells it: what a careless callback does. That is the
 * tick thread where there is one, and needs nobody's help.
 */
final class Stalls implements Disturbance {

    private static final long STALL_NANOS = 50_000_000;
    private static final long PAUSE_NANOS = 200_000_000;
    private static final long DEADLINE_NANOS = 1_000_000;
    private static final long LOOK_NANOS = 1_000_000;
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Timeout timeout;
    private final boolean waitingLane;
    private final AtomicLong stalls = new AtomicLong();
    private final Thread thread = OwnThreads.harness("stalls", this::stallAgainAndAgain);
    private volatile boolean over;

    Stalls(TimeoutStrategy strategy, boolean waitingLane) {
        this.waitingLane = waitingLane;
        timeout = strategy.open(ticket -> {
            stall();
            stalls.incrementAndGet();
        });
        thread.start();
    }

    @Override
    public long end() throws InterruptedException {
        over = true;
        thread.join();
        return stalls.get();
    }

    private void stallAgainAndAgain() {
        for (long ticket = 1; !over; ticket++) {
            long before = stalls.get();
            timeout.arm(DEADLINE_NANOS, ticket);
            long begin = System.nanoTime();
            while (!over && stalls.get() == before && System.nanoTime() - begin < PATIENCE_NANOS) {
                long nanos = timeout.parkNanos();
                LockSupport.parkNanos(this, waitingLane ? Math.min(nanos, LOOK_NANOS) : LOOK_NANOS);
            }
            timeout.disarm();
            begin = System.nanoTime();
            while (!over && System.nanoTime() - begin < PAUSE_NANOS) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
        timeout.close();
    }

    private static void stall() {
        long end = System.nanoTime() + STALL_NANOS;
        for (long left = STALL_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
