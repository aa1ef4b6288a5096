package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A new task on a {@link ForkJoinPool} for each send, cancelled when the send is over. The pool schedules from JDK 25 on.
 *
 * <p>The trap: schedules and cancels are queued for the pool's one scheduling thread, which carries them out later; a lane
 * that is faster than that thread leaves it behind.
 */
public final class ForkJoin implements TimeoutStrategy {

    private final ScheduledExecutorService pool;

    private ForkJoin(ScheduledExecutorService pool) {
        this.pool = pool;
    }

    private static ForkJoin open() {
        // A cast, because this code is compiled for JDK 17, whose pool is a mere executor.
        ExecutorService pool = new ForkJoinPool();
        if (pool instanceof ScheduledExecutorService scheduling) {
            return new ForkJoin(scheduling);
        }
        pool.shutdown();
        throw new UnsupportedOperationException(
                "fork-join needs JDK 25 or later; this is " + Runtime.version().feature());
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<Future<?>>(
                (nanos, ticket) -> pool.schedule(() -> expiry.tell(ticket), nanos, TimeUnit.NANOSECONDS),
                armed -> armed.cancel(false));
    }

    @Override
    public Object retentionRoot() {
        return pool;
    }

    @Override
    public void close() {
        DaemonThreads.stop(pool);
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "fork-join",
                                    Family.FRESH,
                                    "a new task of ForkJoinPool.schedule for each send, cancelled")
                            .since(25),
                    ForkJoin::open);
        }
    }
}
