package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The slots that requests use one after another, one for each thread that has closed a slot. Thread-safe.
 *
 * <p>A request opens, arms, disarms and closes within microseconds. A new slot for each would cost an allocation and a
 * trip to the hand; a spare lies in its bucket already. Threads whose ids collide, and virtual threads, which end too
 * soon, get new slots.
 */
final class Spares {

    private static final int PLACES = 256;

    private final AtomicReferenceArray<@Nullable Spare> places = new AtomicReferenceArray<>(PLACES);

    /** The calling thread's spare, opened; null if it has none or uses it already. */
    @Nullable
    Slot open(Pulse pulse, Expiry expiry) {
        Thread thread = Thread.currentThread();
        Spare spare = places.getAcquire(placeOf(thread));
        return spare != null && spare.refersTo(thread) ? spare.open(pulse, expiry) : null;
    }

    /** Gives the calling thread a place, if its place is not another living thread's. */
    void admit() {
        Thread thread = Thread.currentThread();
        Spare spare = places.getAcquire(placeOf(thread));
        if (spare == null || (!spare.refersTo(thread) && spare.isLeft())) {
            places.compareAndSet(placeOf(thread), spare, new Spare(thread));
        }
    }

    private static int placeOf(Thread thread) {
        return (int) thread.getId() & (PLACES - 1);
    }

    /** One thread's place. Only {@link #isLeft} may be called by others. */
    private static final class Spare extends WeakReference<Thread> {

        /** A slot held by a lane that stays open is given up after so many other opens. */
        private static final int MISSES = 1024;

        private @Nullable ReusedSlot slot;
        private int misses;

        Spare(Thread owner) {
            super(owner);
        }

        boolean isLeft() {
            Thread owner = get();
            return owner == null || !owner.isAlive();
        }

        @Nullable
        Slot open(Pulse pulse, Expiry expiry) {
            ReusedSlot last = slot;
            if (last == null || last.isWorn() || misses == MISSES) {
                misses = 0;
                slot = new ReusedSlot(pulse, expiry);
                return slot;
            }
            if (last.reopen(expiry)) {
                return last;
            }
            misses++;
            return null;
        }
    }
}
