package afterglow.timeout.reused;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The second fix as published: one ticker for all lanes of a broadcast, with the given time as its period, stopped when
 * {@code broadcast} returns.
 *
 * <p>The traps: a tick comes anywhere between 0 and one period after a send began, and one that nobody waited for is kept
 * for the next send (early); one tick serves one lane (late); after the stop none comes (lost).
 */
public final class PublishedTicker extends PublishedFix {

    public PublishedTicker() {
        super("published-ticker");
    }

    @Override
    Shared share() {
        return new SharedTicker();
    }

    private final class SharedTicker extends Shared {

        private volatile boolean started;
        private @Nullable Future<?> ticks;

        SharedTicker() {
            super(new TickChannel(true));
        }

        @Override
        void begin(long nanos) {
            if (!started) {
                start(Math.max(nanos, 1));
            }
        }

        private synchronized void start(long period) {
            if (!started) {
                started = true;
                ticks = scheduler.scheduleAtFixedRate(channel::tick, period, period, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        synchronized void stop() {
            started = true; // and never again
            if (ticks != null) {
                ticks.cancel(false);
            }
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "published-ticker",
                                    Family.REUSED,
                                    "the article's second fix as printed: one ticker shared by all lanes, stopped at the first close")
                            .admitting(Fault.EARLY, Fault.LATE, Fault.LOST),
                    PublishedTicker::new);
        }
    }
}
