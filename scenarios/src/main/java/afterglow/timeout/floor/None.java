package afterglow.timeout.floor;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;

/** No timeout at all: a send waits until there is room or the broker closes. No strategy can cost less. */
public final class None implements TimeoutStrategy {

    private static final Timeout NOTHING = new Timeout() {
        @Override
        public void arm(long nanos, long ticket) {}

        @Override
        public void disarm() {}
    };

    @Override
    public Timeout open(Expiry expiry) {
        return NOTHING;
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of("none", Family.FLOOR, "no timeout: a send waits for room or for the end")
                            .admitting(Fault.LOST),
                    None::new);
        }
    }
}
