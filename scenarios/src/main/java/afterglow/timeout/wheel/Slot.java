package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One lane's place in the wheel. The lane writes the word and then the ticket; the hand reads the ticket and then the word,
 * and takes an expiry by compare-and-set of the ticket. Tickets never come again, so a ticket that is still there when it
 * is taken was there all the time, and the word read between belongs to it.
 */
abstract sealed class Slot extends Link implements Timeout permits StampedSlot, PreciseSlot {

    static final VarHandle TICKET = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "ticket", VarHandle.class, Slot.class, long.class);
    static final VarHandle WORD =
            ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "word", VarHandle.class, Slot.class, long.class);
    static final VarHandle SPAN =
            ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "span", VarHandle.class, Slot.class, int.class);
    static final VarHandle EXPIRY = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "expiry", VarHandle.class, Slot.class, Expiry.class);

    /** The ticket of a slot that is not armed. */
    static final long DISARMED = 0;

    /** The ticket of a slot that is given back. */
    static final long CLOSED = -1;

    /** The span of a slot that the hand will let go at its next look. */
    static final int LEAVING = Integer.MAX_VALUE - 1;

    /** The span of a slot that the hand does not know; its links belong to its lane. */
    static final int AWAY = Integer.MAX_VALUE;

    /** Lengths count units of 2^14 ns, about 16 us. */
    static final int UNIT_SHIFT = 14;

    /** The longest time, about four years; a longer timeout never expires. */
    static final long MOST_NANOS = 1L << 56;

    final Pulse pulse;

    @Nullable
    Expiry expiry;

    /** An arm of fewer units than this must tell the hand; an arm of as many or more is seen in time without. */
    int span = AWAY;

    long word;
    long ticket;

    Slot(Pulse pulse, Expiry expiry) {
        this.pulse = pulse;
        this.expiry = expiry;
    }

    /** A time in units, rounded up. */
    static long units(long nanos) {
        return (Math.min(Math.max(nanos, 0), MOST_NANOS) + (1L << UNIT_SHIFT) - 1) >>> UNIT_SHIFT;
    }

    /** What of a length is compared with a span: no length reaches {@link #LEAVING}. */
    static int reach(long units) {
        return (int) Math.min(units, LEAVING - 1);
    }

    /** The units as ns. */
    static long nanos(long units) {
        return units << UNIT_SHIFT;
    }

    @Override
    public final void disarm() {
        TICKET.setOpaque(this, DISARMED);
    }

    @Override
    public void close() {
        EXPIRY.setRelease(this, null);
        TICKET.setRelease(this, CLOSED);
        pulse.wheel.closedSlot();
    }

    /**
     * Stands between an arm's ticket and its look at the span; the hand has its own between a span and its look at the
     * ticket. Without a full fence it keeps the compiler from changing their order, not the processor: see the package's limits.
     */
    final void ticketStands() {
        if (pulse.fenced) {
            VarHandle.fullFence();
        } else {
            VarHandle.acquireFence();
        }
    }

    /** Takes the expiry of a ticket from the lane, unless that has gone on. */
    final void expire(long taken) {
        Expiry told = (Expiry) EXPIRY.getAcquire(this);
        long ticketTaken = ticketOf(taken);
        if (told != null && TICKET.compareAndSet(this, taken, DISARMED)) {
            pulse.wheel.tell(told, ticketTaken);
        }
    }

    long ticketOf(long taken) {
        return taken;
    }
}
