package afterglow.broadcast;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A strategy whose expiries come by hand, from whatever thread the test likes. */
final class Hand implements TimeoutStrategy {

    /** One lane's timeout: what was armed, and whether it is armed now. */
    static final class Timer implements Timeout {

        private final Expiry expiry;
        private volatile long ticket;
        private volatile boolean armed;
        private volatile boolean closed;

        Timer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            this.ticket = ticket;
            armed = true;
        }

        @Override
        public void disarm() {
            armed = false;
        }

        @Override
        public void close() {
            closed = true;
        }

        void expire(long of) {
            expiry.expire(of);
        }

        long ticket() {
            return ticket;
        }

        boolean isArmed() {
            return armed;
        }

        boolean isClosed() {
            return closed;
        }
    }

    private final List<Timer> timers = new CopyOnWriteArrayList<>();

    @Override
    public Timeout open(Expiry expiry) {
        Timer timer = new Timer(expiry);
        timers.add(timer);
        return timer;
    }

    Timer only() {
        if (timers.size() != 1) {
            throw new IllegalStateException(timers.size() + " timers are open");
        }
        return timers.get(0);
    }

    List<Timer> timers() {
        return timers;
    }
}
