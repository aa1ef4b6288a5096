package afterglow.timeout.reused;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.StrategyProvider;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The second fix as it was published: one ticker, shared by all lanes of a broadcast, its period the given time, stopped
 * when {@code broadcast} returns.
 *
 * <p>A broadcast is here the lanes opened until the first of them closes; that close is the return, and lanes opened later
 * share a new ticker. The ticker begins with the first send. The article's broadcast returns while its workers still run,
 * so they go on with a ticker that is stopped for good.
 *
 * <p>Our broker keeps its lanes until it closes, so there the stop comes at the end only, which flatters the fix.
 *
 * <p>The traps: a tick comes anywhere between 0 and one period after a send began, and one that nobody waited for is kept
 * for the next send (early); one tick serves one lane (late); after the stop none comes (lost).
 */
public final class PublishedTicker implements TimeoutStrategy {

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("published-ticker");
    private @Nullable SharedTicker current;

    public PublishedTicker() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public synchronized Timeout open(Expiry expiry) {
        SharedTicker ticker = current;
        if (ticker == null) {
            ticker = new SharedTicker();
            current = ticker;
        }
        return new LaneTimer(ticker, expiry);
    }

    @Override
    public Object retentionRoot() {
        return scheduler.getQueue();
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }

    private synchronized void stop(SharedTicker ticker) {
        ticker.stop();
        if (ticker == current) {
            current = null;
        }
    }

    private final class LaneTimer implements Timeout {

        private final SharedTicker ticker;
        private final TickChannel.Listener listener;

        LaneTimer(SharedTicker ticker, Expiry expiry) {
            this.ticker = ticker;
            this.listener = ticker.channel.open(expiry);
        }

        @Override
        public void arm(long nanos, long ticket) {
            if (!ticker.started) {
                ticker.start(nanos);
            }
            listener.listen(ticket);
        }

        @Override
        public void disarm() {
            listener.cease();
        }

        @Override
        public void close() {
            listener.close();
            stop(ticker);
        }
    }

    private final class SharedTicker {

        private final TickChannel channel = new TickChannel(true);
        private volatile boolean started;
        private @Nullable Future<?> ticks;

        synchronized void start(long nanos) {
            if (!started) {
                started = true;
                long period = Math.max(nanos, 1);
                ticks = scheduler.scheduleAtFixedRate(channel::tick, period, period, TimeUnit.NANOSECONDS);
            }
        }

        synchronized void stop() {
            started = true; // and never again
            if (ticks != null) {
                ticks.cancel(false);
            }
        }
    }

    /** Registers {@code published-ticker}. */
    public static final class Provider implements StrategyProvider {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of(
                            "published-ticker",
                            Family.REUSED,
                            "the article's second fix as printed: one ticker shared by all lanes, stopped at the first close")
                    .admitting(Fault.EARLY, Fault.LATE, Fault.LOST);
        }

        @Override
        public TimeoutStrategy create() {
            return new PublishedTicker();
        }
    }
}
