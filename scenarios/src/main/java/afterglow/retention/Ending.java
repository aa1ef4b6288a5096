package afterglow.retention;

import afterglow.jvm.AbsentException;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Labelled;
import afterglow.timeout.Verdict;

/** How the counted sends end. A strategy can be clean with one ending and leak with another. */
public enum Ending implements Labelled {
    /** There is room: the message is taken at once. */
    DELIVERED,
    /** In flight: many are outstanding, and each is disarmed later, by another thread. */
    ACKNOWLEDGED,
    /** The send throws. */
    FAILED,
    /** There is no room until the time is over. */
    TIMED_OUT,
    /** The exit closes: on the send that waits, and before those that follow. */
    CLOSED;

    /**
     * The verdict that a strategy's own declaration implies. A send that timed out has its deadline behind it, so what is
     * only held until the deadline is free by then.
     */
    public Verdict expected(Descriptor descriptor) {
        return switch (this) {
            case DELIVERED, FAILED -> descriptor.retention();
            case ACKNOWLEDGED, CLOSED -> descriptor.waiting();
            case TIMED_OUT -> descriptor.waiting() == Verdict.RETAINS ? Verdict.CLEAN : descriptor.waiting();
        };
    }

    /** Throws an {@link AbsentException}, with the reason, if a strategy cannot have such sends. */
    void requirePossible(Descriptor descriptor) {
        if (this == TIMED_OUT && !descriptor.alwaysExpires()) {
            throw new AbsentException("it declares that expiries may be lost, so its sends need not time out");
        }
        if (this == ACKNOWLEDGED && !descriptor.inFlight()) {
            throw new AbsentException("it cannot guard sends in flight: it needs a thread that waits for each");
        }
    }

    @Override
    public String toString() {
        return label();
    }
}
