package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;
import java.lang.invoke.VarHandle;

/** A stamped slot whose arm the Java memory model alone makes right: a full fence stands before the look at the span. */
final class FencedSlot extends StampedSlot {

    FencedSlot(Pulse pulse, Expiry expiry) {
        super(pulse, expiry);
    }

    @Override
    void order() {
        VarHandle.fullFence();
    }
}
