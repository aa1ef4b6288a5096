package afterglow.broadcast;

/** How one send ended. If several apply at once, the first in this order wins. */
public enum Outcome {
    /** The broker closed, or the subscriber left. */
    CLOSED,
    /** The subscriber's queue took the message. */
    DELIVERED,
    /** The time given to the send was over before there was room. */
    TIMED_OUT
}
