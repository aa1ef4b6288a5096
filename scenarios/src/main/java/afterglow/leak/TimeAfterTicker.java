package afterglow.leak;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The consumer of {@link TimeAfter}; fixed by one ticker, of which each wait counts two ticks from its own start. */
final class TimeAfterTicker implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        if (!fixed) {
            return new TimeAfter().program(false);
        }
        Channel channel = new Channel();
        AtomicBoolean ticking = new AtomicBoolean();
        AtomicLong ticks = new AtomicLong();
        Runnable tick = () -> {
            ticks.incrementAndGet();
            channel.wake();
        };
        return Program.ending(channel::close, timeoutNanos -> {
            if (ticking.compareAndSet(false, true)) {
                var unused = channel.scheduler.every(timeoutNanos, tick);
            }
            long start = ticks.get();
            // The first tick may come at once; only the second proves that a whole period has passed.
            channel.receiveOr(() -> ticks.get() - start >= 2);
        });
    }
}
