package afterglow.timeout.reused;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One tick thread for all lanes, each of which counts ticks from its own start: the article's second fix done right.
 *
 * <p>Arming reads no clock: it leaves the timeout's length, and the first tick that finds it takes the time. Each further tick
 * looks whether that length is over. So a stalled tick thread, or a slow tick, makes a timeout late once, and never early.
 *
 * <p>The trap: the thread ticks although nothing is armed, and each tick looks at every open lane.
 */
public final class Ticker implements TimeoutStrategy {

    private static final long TICK_NANOS = 1_000_000;

    private final Set<LaneTimer> lanes = ConcurrentHashMap.newKeySet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("ticker"));

    public Ticker() {
        thread.execute(this::run);
    }

    @Override
    public Timeout open(Expiry expiry) {
        LaneTimer lane = new LaneTimer(expiry);
        lanes.add(lane);
        return lane;
    }

    @Override
    public Object retentionRoot() {
        return lanes;
    }

    @Override
    public void close() {
        DaemonThreads.stop(thread);
    }

    private void run() {
        long next = System.nanoTime() + TICK_NANOS;
        while (!Thread.currentThread().isInterrupted()) {
            long now = System.nanoTime();
            if (next - now > 0) {
                LockSupport.parkNanos(this, next - now);
                continue;
            }
            next = now + TICK_NANOS;
            for (LaneTimer lane : lanes) {
                lane.tick(now);
            }
        }
    }

    private final class LaneTimer implements Timeout {

        private static final long DISARMED = 0;

        private final Expiry expiry;

        // The length is written before the ticket: read between two looks at one ticket, it belongs to it.
        private volatile long length;
        private final AtomicLong armed = new AtomicLong(DISARMED);

        // The tick thread's own.
        private long found = DISARMED;
        private long deadline;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            // Half the clock's range is 146 years; beyond it, deadlines could not be compared by their difference.
            length = Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
            armed.set(ticket);
        }

        @Override
        public void disarm() {
            armed.set(DISARMED);
        }

        @Override
        public void close() {
            lanes.remove(this);
        }

        private void tick(long now) {
            long ticket = armed.get();
            if (ticket == DISARMED) {
                return;
            }
            if (ticket != found) {
                // Read after the ticket was seen, and so after the send began.
                deadline = System.nanoTime() + length;
                found = armed.get() == ticket ? ticket : DISARMED;
            } else if (deadline - now <= 0 && armed.compareAndSet(ticket, DISARMED)) {
                expiry.expire(ticket);
            }
        }
    }

    /** Registers {@code ticker}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                            "ticker", Family.REUSED, "one tick thread of 1 ms; each lane counts from its own start")
                    .granularity(Duration.ofNanos(2 * TICK_NANOS));
        }

        @Override
        public TimeoutStrategy create() {
            return new Ticker();
        }
    }
}
