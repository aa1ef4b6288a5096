package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** One thread's slot for requests, given out again when it is closed. Called by that thread alone. */
final class Spare extends WeakReference<Thread> {

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

    @Nullable Slot open(Pulse pulse, Expiry expiry) {
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
