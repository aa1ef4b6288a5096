package afterglow.timeout.floor;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;

/**
 * No timer: the waiting thread checks its own deadline, as {@code BlockingQueue.offer(e, time, unit)} does, and like it
 * reads the clock only once it has to wait. It serves only where a thread waits for each send.
 */
public final class Park implements TimeoutStrategy {

    @Override
    public Timeout open(Expiry expiry) {
        return new Deadline(expiry);
    }

    private static final class Deadline implements Timeout {

        private final Expiry expiry;
        private long nanos;
        private long ticket;
        private long deadline;
        private boolean waiting;

        Deadline(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            this.nanos = nanos;
            this.ticket = ticket;
            waiting = false;
        }

        @Override
        public void disarm() {}

        @Override
        public long parkNanos() {
            long now = System.nanoTime();
            if (!waiting) {
                waiting = true;
                deadline = now + nanos;
            }
            // By difference, so that a deadline beyond the clock's range still lies ahead.
            long left = nanos <= 0 ? 0 : deadline - now;
            if (left <= 0) {
                expiry.tell(ticket);
            }
            return left;
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of("park", Family.FLOOR, "no timer: the waiting thread checks its own deadline")
                            .blockingOnly(),
                    Park::new);
        }
    }
}
