package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.CyclicTimeout;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * Jetty's {@link CyclicTimeout}, one for each lane, scheduled and cancelled for each send: the same idea as {@code reused}:
 * one queued wake-up, which finds that its deadline has moved.
 *
 * <p>The trap: the callback does not say for which scheduling it came, and it may come after a cancel, when the next send is
 * under way. But {@code cancel} says whether there is one to come, so the lane counts both.
 *
 * <p>The use: <a href="https://eclipse.dev/jetty/javadoc/jetty-12/org/eclipse/jetty/io/CyclicTimeout.html">its Javadoc</a> names
 * this case, a timeout that is cancelled and scheduled again for one entity.
 */
public final class JettyCyclic extends OnScheduler {

    // On our scheduler, like the one it would make for itself, because it does not wait for its thread to end.
    private final ScheduledExecutorScheduler timers = new ScheduledExecutorScheduler(scheduler);

    public JettyCyclic() {
        super("jetty-cyclic", true);
        LifeCycle.start(timers);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new LaneTimer(expiry);
    }

    @Override
    public void close() {
        LifeCycle.stop(timers);
        super.close();
    }

    private final class LaneTimer implements Timeout {

        private final Expiry expiry;
        private final AtomicLong ticket = new AtomicLong();
        private boolean armed; // the lane's
        private volatile long over; // the lane's: how many sends ended with an expiry come or to come
        private long told; // the timer thread's: how many expiries came

        private final CyclicTimeout timeout = new CyclicTimeout(timers) {
            @Override
            public void onTimeoutExpired() {
                // The ticket first: if it is that of a later send, the earlier one was counted before.
                long expired = ticket.get();
                if (++told > over) {
                    expiry.tell(expired);
                }
            }
        };

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            armed = true;
            // What schedule does makes it visible.
            this.ticket.lazySet(ticket);
            timeout.schedule(Timeout.bounded(nanos), TimeUnit.NANOSECONDS);
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        public void disarm() {
            if (armed) {
                armed = false;
                if (!timeout.cancel()) {
                    over++;
                }
            }
        }

        @Override
        public void close() {
            timeout.destroy();
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                            "jetty-cyclic",
                            Family.PEER,
                            "Jetty's CyclicTimeout, one for each lane, scheduled and cancelled"),
                    JettyCyclic::new,
                    () -> CyclicTimeout.class);
        }
    }
}
