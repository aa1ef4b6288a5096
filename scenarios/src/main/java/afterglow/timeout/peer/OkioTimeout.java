package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;

/**
 * Okio's {@link AsyncTimeout}, one for each lane, entered and exited for each send: a heap of the lanes themselves under
 * one lock, and a watchdog thread that Okio starts when it is needed, for the whole JVM, and ends after 60 s of idleness.
 * Nothing is allocated for a send.
 *
 * <p>The trap: {@code timedOut} may come after {@code exit}, when the next send is under way. But {@code exit} says whether
 * there is one to come, so the lane counts both.
 *
 * <p>The use:
 * <a href="https://square.github.io/okio/3.x/okio/okio/okio/-async-timeout/index.html">its documentation</a> tells callers to enter
 * before the work and to exit after it.
 */
public final class OkioTimeout implements TimeoutStrategy {

    private volatile boolean closed;

    @Override
    public Timeout open(Expiry expiry) {
        return new LaneTimer(expiry);
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class LaneTimer extends AsyncTimeout implements Timeout {

        private final Expiry expiry;
        private long told; // the watchdog's: how many expiries came
        private volatile long over; // the lane's: how many sends ended with an expiry come or to come
        private volatile long ticket;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            this.ticket = ticket;
            // 0 would mean never.
            timeout(Math.max(Timeout.bounded(nanos), 1), TimeUnit.NANOSECONDS);
            enter();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        public void disarm() {
            if (exit()) {
                over++;
            }
        }

        @Override
        protected void timedOut() {
            // The ticket first: if it is that of a later send, the earlier one was counted before.
            long expired = ticket;
            if (++told > over && !closed) {
                expiry.tell(expired);
            }
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of("okio", Family.PEER, "Okio's AsyncTimeout, one for each lane, entered and exited")
                            .sharing("Okio Watchdog"),
                    OkioTimeout::new,
                    () -> AsyncTimeout.class);
        }
    }
}
