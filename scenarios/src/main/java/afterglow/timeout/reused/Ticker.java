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
 * <p>Arming reads no clock: it adds the timeout's length in ticks, and one for the tick under way, to the number of the last
 * tick. Ticks lie at least one period apart and are never made up for, so a stalled tick thread makes a timeout late, not
 * early.
 *
 * <p>The trap: the thread ticks although nothing is armed, and each tick looks at every open lane.
 */
public final class Ticker implements TimeoutStrategy {

    private static final long TICK_NANOS = 1_000_000;

    private final Set<LaneTimer> lanes = ConcurrentHashMap.newKeySet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("ticker"));
    private volatile long ticks;

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

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void run() {
        long last = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            long left = last + TICK_NANOS - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
                continue;
            }
            long tick = ++ticks;
            // After the tick is published: whoever still read the one before had armed by now.
            last = System.nanoTime();
            for (LaneTimer lane : lanes) {
                lane.tick(tick);
            }
        }
    }

    private final class LaneTimer implements Timeout {

        private static final long DISARMED = 0;

        private final Expiry expiry;

        // The due tick is written before the ticket: read between two looks at one ticket, it belongs to it.
        private volatile long dueTick;
        private final AtomicLong armed = new AtomicLong(DISARMED);

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            long whole = Math.max(nanos, 0) / TICK_NANOS;
            long length = whole * TICK_NANOS < nanos ? whole + 1 : whole;
            dueTick = ticks + 1 + length;
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

        private void tick(long tick) {
            long ticket = armed.get();
            if (ticket != DISARMED && dueTick <= tick && armed.compareAndSet(ticket, DISARMED)) {
                expiry.expire(ticket);
            }
        }
    }

    /** Registers {@code ticker}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                            "ticker",
                            Family.REUSED,
                            "one tick thread of 1 ms; each lane counts ticks from its own start")
                    .granularity(Duration.ofNanos(2 * TICK_NANOS));
        }

        @Override
        public TimeoutStrategy create() {
            return new Ticker();
        }
    }
}
