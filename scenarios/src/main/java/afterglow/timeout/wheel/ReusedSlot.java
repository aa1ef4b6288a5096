package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;
import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A stamped slot that serves one lane after another, and is never {@link #CLOSED}. Two lanes may use the same tickets, so the
 * slot numbers their sends itself; the ticket is stored before the number, and read by the hand before it takes the number.
 */
final class ReusedSlot extends StampedSlot {

    private static final VarHandle GIVEN = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "given", VarHandle.class, ReusedSlot.class, long.class);

    /** Then a new slot takes over: with G1, storing the expiry in an object of the old generation costs a fence. */
    private static final int MOST_SENDS = 1024;

    private long number;
    long given;

    ReusedSlot(Pulse pulse, Expiry expiry) {
        super(pulse, expiry);
    }

    @Override
    public void arm(long nanos, long ticket) {
        GIVEN.setRelease(this, ticket);
        super.arm(nanos, ++number);
    }

    @Override
    long ticketOf(long number) {
        return (long) GIVEN.getOpaque(this);
    }

    boolean isWorn() {
        return number >= MOST_SENDS;
    }

    /** Gives the slot to the next lane; false if the last one has not closed it. */
    boolean reopen(Expiry next) {
        if (EXPIRY.getAcquire(this) != null) {
            return false;
        }
        EXPIRY.setRelease(this, next);
        return true;
    }

    @Override
    public void close() {
        disarm();
        EXPIRY.setRelease(this, null);
    }
}
