package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;

/** A slot whose arm reads no clock: its word is the epoch it was armed in and the time it was given. */
sealed class StampedSlot extends Slot permits ReusedSlot {

    StampedSlot(Pulse pulse, Expiry expiry) {
        super(pulse, expiry);
    }

    @Override
    public void arm(long nanos, long ticket) {
        long epoch = (long) Pulse.EPOCH.getOpaque(pulse);
        long length = units(nanos);
        stamp(epoch, length, ticket);
        ticketStands();
        tell(epoch, length);
    }

    /** Each release keeps the store before it in front: disarm, word, ticket. */
    final void stamp(long epoch, long length, long ticket) {
        WORD.setRelease(this, Pulse.stamp(epoch, length));
        TICKET.setRelease(this, ticket);
    }

    /** Tells the hand what it would not see in time by itself. */
    final void tell(long epoch, long length) {
        int reach = reach(length);
        if (reach < (int) SPAN.getOpaque(this)) {
            pulse.wheel.shorten(this, reach);
        }
        if ((epoch & Pulse.CALL) != 0) {
            pulse.wheel.call();
        }
    }
}
