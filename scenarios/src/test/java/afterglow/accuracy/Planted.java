package afterglow.accuracy;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A scheduler's strategy that does wrong at every so many sends, and counts how often it did. */
final class Planted implements TimeoutStrategy {

    enum Wrong {
        /** Expires at once: the whole deadline too early. */
        EARLY,
        /** Never expires. */
        LOST,
        /** Expires 100 ms too late. */
        LATE
    }

    private static final long LATE_NANOS = 100_000_000;

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("planted");
    private final AtomicLong sends = new AtomicLong();
    private final AtomicLong wrongs;
    private final Wrong wrong;
    private final long every;

    Planted(Wrong wrong, long every, AtomicLong wrongs) {
        this.wrong = wrong;
        this.every = every;
        this.wrongs = wrongs;
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new Timeout() {
            @Override
            public void arm(long nanos, long ticket) {
                if (sends.incrementAndGet() % every != 0) {
                    schedule(nanos, ticket);
                    return;
                }
                wrongs.incrementAndGet();
                switch (wrong) {
                    case EARLY -> expiry.expire(ticket);
                    case LATE -> schedule(nanos + LATE_NANOS, ticket);
                    case LOST -> {}
                }
            }

            @SuppressWarnings("FutureReturnValueIgnored") // never cancelled: every send is to expire
            private void schedule(long nanos, long ticket) {
                scheduler.schedule(() -> expiry.expire(ticket), nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void disarm() {}
        };
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }
}
