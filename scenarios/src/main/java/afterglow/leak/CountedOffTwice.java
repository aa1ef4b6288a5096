package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A wheel that refuses more than so many pending timeouts; some are cancelled just as their tick comes. */
final class CountedOffTwice implements Demonstration {

    private static final int BOUND = 1_000;

    @Override
    public Card card() {
        return Card.of(
                "counted-off-twice",
                "both sides count a timeout off",
                "who cancels in a timeout's last tick counts it off, and so does the tick: the count falls behind, and the bound on"
                        + " pending timeouts binds no more; fixed by counting off whoever ended it",
                "netty/netty#14959");
    }

    @Override
    public Program program(boolean fixed) {
        return new Wheel(fixed);
    }

    private static final class Wheel implements Program {

        private final ScheduledThreadPoolExecutor worker = DaemonThreads.scheduler("wheel");
        private final AtomicInteger pending = new AtomicInteger();
        private final boolean countsOnce;

        Wheel(boolean countsOnce) {
            this.countsOnce = countsOnce;
        }

        /** One timeout that outlives its send, and one that is cancelled in its last tick. */
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the bound is to hold where nothing is cancelled
        public void send(long timeoutNanos) {
            if (isAdmitted()) {
                worker.schedule(pending::decrementAndGet, timeoutNanos, TimeUnit.NANOSECONDS);
            }
            if (isAdmitted()) {
                pending.decrementAndGet();
                if (!countsOnce) {
                    pending.decrementAndGet();
                }
            }
        }

        private boolean isAdmitted() {
            return pending.get() < BOUND && pending.incrementAndGet() <= BOUND;
        }

        @Override
        public void close() {
            DaemonThreads.stop(worker);
        }
    }
}
