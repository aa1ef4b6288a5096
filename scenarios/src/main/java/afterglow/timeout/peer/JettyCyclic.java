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
 * <p>The trap: the callback does not say for which scheduling it came, and it may come after a cancel. So the lane keeps
 * its own deadline, as Jetty's idle timeouts do, and pays for a second reading of the clock.
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

        private static final long DISARMED = 0;

        private final Expiry expiry;

        // The deadline is written before the ticket: read between two looks at one ticket, it belongs to it.
        private volatile long deadline;
        private final AtomicLong armed = new AtomicLong(DISARMED);

        private final CyclicTimeout timeout = new CyclicTimeout(timers) {
            @Override
            public void onTimeoutExpired() {
                long ticket = armed.get();
                if (ticket != DISARMED && deadline - System.nanoTime() <= 0 && armed.compareAndSet(ticket, DISARMED)) {
                    expiry.tell(ticket);
                }
            }
        };

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            long length = Timeout.bounded(nanos);
            deadline = System.nanoTime() + length;
            armed.set(ticket);
            timeout.schedule(length, TimeUnit.NANOSECONDS);
        }

        @Override
        public void disarm() {
            armed.set(DISARMED);
            timeout.cancel();
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
