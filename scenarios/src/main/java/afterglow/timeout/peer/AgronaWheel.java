package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;

/**
 * Agrona's {@link DeadlineTimerWheel}: deadlines as longs in one array, and a map from each timer to its lane; both
 * allocate nothing once they have grown.
 *
 * <p>The wheel is NOT thread-safe and has no thread, so one thread polls it each tick, and a lock stands around it: two
 * uncontended lock cycles for each send, and lanes that wait for each other as they become more. In an event loop, its
 * home, neither is paid. The trap: a tick's slots are searched in turn, and one that is full doubles those of every tick.
 *
 * <p>The use: Aeron's <a href="https://github.com/aeron-io/aeron">WheelTimerService</a> keeps the same map beside the wheel and
 * polls it until it has reached the time. There one agent's thread arms, cancels and polls; the lock is ours. That use has no
 * strategy of its own: the port lets several threads arm, so without a lock each lane would need a wheel for itself, which
 * would never hold more than one timer, and which only a lane that waits would poll. Neither is what its users do.
 */
public final class AgronaWheel implements TimeoutStrategy {

    private static final long TICK_NANOS = 1 << 20; // the wheel wants a power of two: 1.05 ms
    private static final int TICKS = 1 << 10;
    private static final long NO_TIMER = -1;

    private final long startNanos = System.nanoTime();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("agrona-wheel"));
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private final DeadlineTimerWheel wheel = new DeadlineTimerWheel(TimeUnit.NANOSECONDS, 0, TICK_NANOS, TICKS);
    private final Long2ObjectHashMap<LaneTimer> armed = new Long2ObjectHashMap<>();

    // The polling thread's: expiries are told outside the lock.
    private final List<LaneTimer> due = new ArrayList<>();
    private final LongArrayList dueTickets = new LongArrayList();

    public AgronaWheel() {
        thread.execute(this::run);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new LaneTimer(expiry);
    }

    @Override
    public Object retentionRoot() {
        return List.of(wheel, armed);
    }

    @Override
    public void close() {
        DaemonThreads.stop(thread);
    }

    private void run() {
        DeadlineTimerWheel.TimerHandler handler = (unit, now, timerId) -> collect(timerId);
        while (!thread.isShutdown()) {
            LockSupport.parkNanos(this, TICK_NANOS);
            Thread.interrupted(); // left over from a callback, it would make every park return at once
            poll(handler);
            for (int i = 0; i < due.size(); i++) {
                due.get(i).expiry.tell(dueTickets.getLong(i));
            }
            due.clear();
            dueTickets.clear();
        }
    }

    private void poll(DeadlineTimerWheel.TimerHandler handler) {
        lock.lock();
        try {
            long now = System.nanoTime() - startNanos;
            long tick;
            do { // one poll serves one tick at most
                tick = wheel.currentTickTime();
                wheel.poll(now, handler, Integer.MAX_VALUE);
            } while (wheel.currentTickTime() != tick);
        } finally {
            lock.unlock();
        }
    }

    private boolean collect(long timerId) {
        LaneTimer lane = armed.remove(timerId);
        lane.timerId = NO_TIMER;
        due.add(lane);
        dueTickets.addLong(lane.ticket);
        return true;
    }

    private final class LaneTimer implements Timeout {

        private final Expiry expiry;
        private long timerId = NO_TIMER;
        private long ticket;

        LaneTimer(Expiry expiry) {
            this.expiry = expiry;
        }

        @Override
        public void arm(long nanos, long ticket) {
            long deadline = System.nanoTime() - startNanos + Timeout.bounded(nanos);
            lock.lock();
            try {
                this.ticket = ticket;
                timerId = wheel.scheduleTimer(deadline);
                armed.put(timerId, this);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void disarm() {
            lock.lock();
            try {
                if (timerId != NO_TIMER) {
                    wheel.cancelTimer(timerId);
                    armed.remove(timerId);
                    timerId = NO_TIMER;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "agrona-wheel",
                                    Family.PEER,
                                    "Agrona's DeadlineTimerWheel, tick of 1 ms, polled by one thread; the lock around it is ours")
                            .granularity(Duration.ofNanos(2 * TICK_NANOS)),
                    AgronaWheel::new,
                    () -> DeadlineTimerWheel.class);
        }
    }
}
