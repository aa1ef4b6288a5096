package afterglow.broadcast;

/** How one send ended. When several hold at once, the first named here wins. */
public enum Outcome {
    /** The broker closed, or the subscriber left. */
    CLOSED,
    /** The subscriber's queue took the message. */
    DELIVERED,
    /** The time given to the send was over before there was room. */
    TIMED_OUT
}
