package afterglow.timeout.wheel;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A wheel whose slots are stamped, not moved: arming stores the epoch that the wheel's thread last published; it reads no
 * clock, takes no lock and allocates nothing. The package's description says how it works, and why it is correct.
 */
public final class Wheel implements TimeoutStrategy {

    private static final long TICK_NANOS = 1_000_000;
    private static final int TURN_TICKS = 4096;

    /** What an arm does. */
    enum Arm {
        /** Stores the epoch. */
        STAMPED,
        /** The same, and passes a full fence. */
        FENCED,
        /** Reads the clock and stores the deadline. */
        PRECISE
    }

    /** Whether the hand publishes no epochs. */
    final boolean precise;

    private final LongSupplier clock;
    private final Hand hand;
    private final Runnable alarm;
    private final Spares spares = new Spares();
    private volatile boolean closed;
    final Pulse pulse;
    final @Nullable Thread thread;

    /** Slots that the hand does not know, each linked to the one before. */
    final AtomicReference<@Nullable Slot> inbox = new AtomicReference<>();

    /** Slots that the hand knows, and must look at sooner than it would. */
    final Queue<Slot> shortened = new ConcurrentLinkedQueue<>();

    /** Whether a slot was armed while it was marked; the hand clears it once none is marked. */
    volatile boolean leavingArmed;

    /** Whether an arm answered the epoch that asked; the hand clears it when it asks. */
    volatile boolean called;

    /** Whether the hand publishes no epochs, and an arm must wake it; the hand's own. */
    volatile boolean dozing = true;

    /** A wheel with a thread of its own. */
    Wheel(Arm arm) {
        long origin = System.nanoTime();
        precise = arm == Arm.PRECISE;
        pulse = new Pulse(this, arm == Arm.FENCED);
        clock = () -> System.nanoTime() - origin;
        hand = new Hand(this, clock, TICK_NANOS, TURN_TICKS);
        Thread turning = new Thread(this::run, "afterglow-wheel");
        thread = turning;
        alarm = () -> LockSupport.unpark(turning);
        turning.setDaemon(true);
        turning.start();
    }

    /**
     * A wheel without a thread, turned by {@link #turn}.
     *
     * @param turn how many ticks a turn has
     * @param alarm run when the thread would be woken
     */
    Wheel(Arm arm, LongSupplier clock, int turn, Runnable alarm) {
        precise = arm == Arm.PRECISE;
        pulse = new Pulse(this, arm == Arm.FENCED);
        this.clock = clock;
        hand = new Hand(this, clock, TICK_NANOS, turn);
        thread = null;
        this.alarm = alarm;
    }

    @Override
    public Timeout open(Expiry expiry) {
        if (closed) {
            throw new IllegalStateException("the wheel is closed");
        }
        if (!precise) {
            Slot spare = spares.open(pulse, expiry);
            return spare != null ? spare : new StampedSlot(pulse, expiry);
        }
        return new PreciseSlot(pulse, expiry);
    }

    @Override
    public Object retentionRoot() {
        return hand;
    }

    @Override
    public void close() {
        closed = true;
        if (thread == null) {
            clear();
            return;
        }
        alarm.run();
        if (Thread.currentThread() != thread) {
            DaemonThreads.join(thread);
        }
    }

    private void run() {
        while (!closed) {
            long until = turn();
            long left = until == Long.MAX_VALUE ? until : until - clock.getAsLong();
            // An interrupt left over from a callback would make every park return at once.
            if (!Thread.interrupted() && left > 0 && !closed) {
                LockSupport.parkNanos(this, left);
            }
        }
        clear();
    }

    private void clear() {
        hand.clear();
        inbox.set(null);
        shortened.clear();
    }

    /** One turn of the hand; see {@link Hand#turn}. */
    long turn() {
        return hand.turn();
    }

    /** The time on the wheel's clock, in ns. */
    long now() {
        return clock.getAsLong();
    }

    /** Told by an arm that read an epoch which asks for it. */
    void call() {
        if (!called) {
            called = true;
        }
        wake();
    }

    /** Told by an arm of fewer units than its slot's span: the hand may be too late for it. */
    void shorten(Slot slot, int reach) {
        while (true) {
            int span = (int) Slot.SPAN.getVolatile(slot);
            int lower = hand.spanOf(span >= Slot.LEAVING ? reach : Math.min(reach, span / 2));
            if (reach >= span || lower >= span) {
                return;
            }
            if (span == Slot.AWAY) {
                // The hand does not know the slot: this thread alone writes its span.
                Slot.SPAN.setOpaque(slot, lower);
                push(slot);
                wake();
                return;
            }
            if (Slot.SPAN.compareAndSet(slot, span, lower)) {
                if (span != Slot.LEAVING) {
                    shortened.add(slot);
                } else if (!leavingArmed) {
                    leavingArmed = true;
                }
                wake();
                return;
            }
        }
    }

    /** Told by a close: the thread may have requests. */
    void closedSlot() {
        if (!precise) {
            spares.admit();
        }
    }

    private void push(Slot slot) {
        Slot head;
        do {
            head = inbox.get();
            slot.next = head;
        } while (!inbox.compareAndSet(head, slot));
        if (closed) {
            inbox.set(null);
        }
    }

    private void wake() {
        if (dozing) {
            alarm.run();
        }
    }

    boolean hasMail() {
        return inbox.get() != null || !shortened.isEmpty();
    }

    void tell(Expiry expiry, long ticket) {
        if (!closed) {
            expiry.tell(ticket);
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "wheel",
                                    Family.WHEEL,
                                    "a wheel of 1 ms ticks whose slots are stamped with an epoch, not moved")
                            .granularity(Duration.ofNanos(2 * TICK_NANOS)),
                    () -> new Wheel(Arm.STAMPED));
        }
    }

    public static final class FencedProvider extends BuiltIn {
        public FencedProvider() {
            super(
                    Descriptor.of(
                                    "wheel-fenced",
                                    Family.WHEEL,
                                    "the same wheel with a full fence in each arm: correct by the Java memory model alone")
                            .granularity(Duration.ofNanos(2 * TICK_NANOS)),
                    () -> new Wheel(Arm.FENCED));
        }
    }

    public static final class PreciseProvider extends BuiltIn {
        public PreciseProvider() {
            super(
                    Descriptor.of(
                            "wheel-precise",
                            Family.WHEEL,
                            "the same wheel with a clock read for each send, exact to the clock"),
                    () -> new Wheel(Arm.PRECISE));
        }
    }
}
