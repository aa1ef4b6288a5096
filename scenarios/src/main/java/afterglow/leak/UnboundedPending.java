package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A producer that never cancels, in front of a scheduler that never refuses. */
final class UnboundedPending implements Demonstration {

    private static final int MOST_PENDING = 1_000;

    @Override
    public Card card() {
        return Card.of(
                "unbounded-pending",
                "no bound on pending",
                "nothing limits how many timeouts are pending, so a producer that never cancels fills the heap; fixed by refusing"
                        + " those beyond 1,000",
                "netty/netty#5647");
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new Producer(MOST_PENDING) : new Producer(Integer.MAX_VALUE);
    }

    private static final class Producer implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("pending");
        private final AtomicInteger pending = new AtomicInteger();
        private final int most;
        private long refused;

        Producer(int most) {
            this.most = most;
        }

        @Override
        public void send(long timeoutNanos) {
            if (pending.get() >= most) {
                refused++;
                return;
            }
            pending.incrementAndGet();
            ScheduledFuture<?> unused =
                    scheduler.schedule(pending::decrementAndGet, timeoutNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }

        @Override
        public String toString() {
            return pending + " pending, " + refused + " refused";
        }
    }
}
