package afterglow.timeout.wheel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The wheel's epoch, as every lane reads it: one word, padded by a cache line on either side, so that writes to neighbours
 * do not slow its readers.
 *
 * <p>An epoch is a count in the upper bits. The lowest bit asks the thread that reads it to {@link Wheel#call}.
 */
final class Pulse {

    static final VarHandle EPOCH = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "epoch", VarHandle.class, Pulse.class, long.class);

    /** Set in an epoch whose readers are to call. */
    static final long CALL = 1;

    /** Set in a word that is a deadline, not a stamp. */
    private static final long DEADLINE = Long.MIN_VALUE;

    private static final int COUNT_SHIFT = 44;
    private static final long COUNT_MASK = Long.MAX_VALUE & (-1L << COUNT_SHIFT);

    final Wheel wheel;

    /** Whether each arm passes a full fence. */
    final boolean fenced;

    long before1;
    long before2;
    long before3;
    long before4;
    long before5;
    long before6;
    long before7;
    volatile long epoch = CALL;
    long after1;
    long after2;
    long after3;
    long after4;
    long after5;
    long after6;
    long after7;

    Pulse(Wheel wheel, boolean fenced) {
        this.wheel = wheel;
        this.fenced = fenced;
    }

    /** The word that says epoch {@code count}; counts wrap. */
    static long of(long count) {
        return (count << COUNT_SHIFT) & COUNT_MASK;
    }

    /** A stamp: an epoch in the upper bits, the length above the lowest. */
    static long stamp(long epoch, long length) {
        return epoch | (length << 1);
    }

    /** How many epochs before {@code count} the word was stamped; wraps. */
    static int age(long count, long word) {
        return (int) (((of(count) - (word & COUNT_MASK)) & COUNT_MASK) >>> COUNT_SHIFT);
    }

    /** The length in a stamp. */
    static long length(long word) {
        return (word & ((1L << COUNT_SHIFT) - 1)) >>> 1;
    }

    /** The word that says a deadline on the wheel's clock, 0 or more. */
    static long at(long deadline) {
        return deadline | DEADLINE;
    }

    static boolean isDeadline(long word) {
        return word < 0;
    }

    static long deadline(long word) {
        return word & ~DEADLINE;
    }
}
