package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A stamped slot that serves one lane after another. Two lanes may use the same tickets, so it numbers their sends itself:
 * the hand reads the number, and then what belongs to it, and takes it by compare-and-set.
 */
final class ReusedSlot extends StampedSlot {

    private static final VarHandle GIVEN;

    static {
        try {
            GIVEN = MethodHandles.lookup().findVarHandle(ReusedSlot.class, "given", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int RENEWED_AFTER = 1024;

    private long given;
    private long number;

    ReusedSlot(Pulse pulse, Expiry expiry) {
        super(pulse, expiry);
    }

    @Override
    public void arm(long nanos, long ticket) {
        GIVEN.setRelease(this, ticket);
        super.arm(nanos, ++number);
    }

    @Override
    long ticketOf(long taken) {
        return (long) GIVEN.getOpaque(this);
    }

    boolean isWorn() {
        return number >= RENEWED_AFTER;
    }

    boolean reopen(Expiry expiry) {
        if (EXPIRY.getAcquire(this) != null) {
            return false;
        }
        EXPIRY.setRelease(this, expiry);
        return true;
    }

    /** Leaves the slot where it is: the hand lets go of it when it has not been armed for a while. */
    @Override
    public void close() {
        EXPIRY.setRelease(this, null);
    }
}
