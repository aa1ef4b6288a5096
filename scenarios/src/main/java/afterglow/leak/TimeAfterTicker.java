package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The same consumer as in {@link TimeAfter}; repaired by a ticker. */
final class TimeAfterTicker implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "time-after-ticker",
                "abandoned",
                "the same waits; fixed by one ticker whose ticks each wait counts from its own start, so that it never gives up early",
                "golang/go#29316",
                "cloudflare/cloudflared#384");
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Fixed() : new TimeAfter.Leaky();
    }

    /** One periodic task. */
    static final class Fixed implements Program {

        private final Channel channel = new Channel();
        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("ticker");
        private @Nullable ScheduledFuture<?> ticker;
        private final AtomicLong ticks = new AtomicLong();

        @Override
        public void send(long timeoutNanos) throws InterruptedException {
            if (ticker == null) {
                ticker = scheduler.scheduleAtFixedRate(this::tick, timeoutNanos, timeoutNanos, TimeUnit.NANOSECONDS);
            }
            long start = ticks.get();
            // The first tick may come at once; only the second proves that a whole period has passed.
            channel.receiveOr(() -> ticks.get() - start >= 2);
        }

        private void tick() {
            ticks.incrementAndGet();
            channel.wake();
        }

        @Override
        public void close() {
            channel.close();
            DaemonThreads.stop(scheduler);
        }
    }
}
