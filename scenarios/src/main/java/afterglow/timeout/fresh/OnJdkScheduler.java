package afterglow.timeout.fresh;

import afterglow.timeout.Expiry;
import afterglow.timeout.TimeoutStrategy;

/**
 * A strategy on the scheduler behind {@code CompletableFuture}'s timeouts. It is the JDK's own, shared by the whole JVM: a
 * delayer thread up to JDK 24, the common {@code ForkJoinPool} from 25 on. It cannot be shut down, so closing only
 * suppresses the expiries that are still armed.
 */
abstract class OnJdkScheduler implements TimeoutStrategy {

    private volatile boolean closed;

    final void tell(Expiry expiry, long ticket) {
        if (!closed) {
            expiry.tell(ticket);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
