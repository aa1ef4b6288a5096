package afterglow.timeout.wheel;

import afterglow.timeout.Expiry;

/** A slot whose arm reads the clock: its word is the deadline on the wheel's clock, in ns. */
final class PreciseSlot extends Slot {

    PreciseSlot(Pulse pulse, Expiry expiry) {
        super(pulse, expiry);
    }

    @Override
    public void arm(long nanos, long ticket) {
        long given = Math.min(Math.max(nanos, 0), MOST_NANOS);
        WORD.setRelease(this, Pulse.at(pulse.wheel.now() + given));
        TICKET.setRelease(this, ticket);
        ticketStands();
        int reach = reach(given >>> UNIT_SHIFT);
        if (reach < (int) SPAN.getOpaque(this)) {
            pulse.wheel.shorten(this, reach);
        }
    }
}
