package afterglow.timeout;

/**
 * The timeout of one lane, armed for each of its sends in turn.
 *
 * <p>A lane calls it from one thread at a time and publishes it safely when its thread changes, so the calls of one lane
 * never overlap. Different lanes call their timeouts concurrently.
 */
public interface Timeout extends AutoCloseable {

    /**
     * Begins the timeout of one send; never blocks, and takes no notice of an interrupt. A lane arms only after it disarmed.
     *
     * @param nanos how long the send may take, in ns; 0 or less expires as soon as may be, {@code Long.MAX_VALUE} never
     * @param ticket names the send: 1 or more, and greater than the lane's ticket before
     */
    void arm(long nanos, long ticket);

    /** Ends the timeout of the send last armed, whatever the send's outcome, expired or not. */
    void disarm();

    /**
     * How long the waiting lane may sleep by itself before it asks again, in ns; the lane asks each time before it sleeps.
     * 0 or less: not at all. A strategy without a thread of its own lives by this: asked after the deadline, it expires
     * the ticket before it returns.
     */
    default long parkNanos() {
        return Long.MAX_VALUE;
    }

    /**
     * A time given, bounded to what may be added to a reading of the clock and compared by difference: 0 or more, and at most half
     * the clock's range, which is 146 years.
     */
    static long bounded(long nanos) {
        return Math.min(Math.max(nanos, 0), Long.MAX_VALUE / 2);
    }

    /** Gives back what the lane held. Disarm before, and call nothing afterwards: a strategy may give it to another lane. */
    @Override
    default void close() {}
}
