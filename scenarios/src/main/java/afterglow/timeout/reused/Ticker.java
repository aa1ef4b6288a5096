package afterglow.timeout.reused;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

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
    private final LongSupplier clock;

    /** A ticker without a thread, ticked by {@link #tick}. */
    Ticker(LongSupplier clock) {
        this.clock = clock;
    }

    private static Ticker start() {
        Ticker ticker = new Ticker(System::nanoTime);
        ticker.thread.execute(ticker::run);
        return ticker;
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
        long next = clock.getAsLong() + TICK_NANOS;
        while (!thread.isShutdown()) {
            long now = clock.getAsLong();
            if (next - now <= 0) {
                next = now + TICK_NANOS;
                tick(now);
            } else if (!Thread
                    .interrupted()) { // an interrupt left over from a callback would make every park return at once
                LockSupport.parkNanos(this, next - now);
            }
        }
    }

    /** Looks at every open lane. */
    void tick(long now) {
        for (LaneTimer lane : lanes) {
            lane.tick(now);
        }
    }

    /**
     * One lane's length and ticket.
     *
     * <p>The lane writes disarm, length, ticket in this order, each a release; the tick reads ticket, then length, and takes
     * the ticket by compare-and-set. Tickets never come again, so if it succeeds, the length read before was its own. No fence
     * is needed: the tick looks again and again, so a store that it sees late makes a timeout late, and never lost.
     */
    final class LaneTimer implements Timeout {

        static final VarHandle LENGTH = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "length", VarHandle.class, LaneTimer.class, long.class);
        static final VarHandle TICKET = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "ticket", VarHandle.class, LaneTimer.class, long.class);

        private static final long DISARMED = 0;

        private final Expiry expiry;
        long length;
        long ticket;

        // The tick thread's own.
        private long found = DISARMED;
        private long deadline;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            LENGTH.setRelease(this, Timeout.bounded(nanos));
            TICKET.setRelease(this, ticket);
        }

        @Override
        public void disarm() {
            TICKET.setOpaque(this, DISARMED);
        }

        @Override
        public void close() {
            lanes.remove(this);
        }

        private void tick(long now) {
            long armed = (long) TICKET.getAcquire(this);
            if (armed == DISARMED) {
                return;
            }
            if (armed != found) {
                found = armed;
                // The clock is read after the ticket was seen, and so after the send began.
                deadline = clock.getAsLong() + (long) LENGTH.getAcquire(this);
            } else if (deadline - now <= 0 && TICKET.compareAndSet(this, armed, DISARMED)) {
                expiry.tell(armed);
            }
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "ticker",
                                    Family.REUSED,
                                    "one tick thread of 1 ms; each lane counts from its own start")
                            .granularity(Duration.ofNanos(2 * TICK_NANOS)),
                    Ticker::start);
        }
    }
}
