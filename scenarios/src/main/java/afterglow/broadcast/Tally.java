package afterglow.broadcast;

/**
 * How the sends of one broadcast ended; the three numbers add up to its subscribers.
 *
 * @param delivered sends whose message was taken
 * @param timedOut sends whose time was over first
 * @param closed sends that the broker's end, or the subscriber's leaving, stopped
 */
public record Tally(long delivered, long timedOut, long closed) {

    /** The tally of no sends. */
    public static final Tally NONE = new Tally(0, 0, 0);

    /** How many sends there were. */
    public long sends() {
        return delivered + timedOut + closed;
    }

    /** Both tallies together. */
    public Tally plus(Tally other) {
        return new Tally(delivered + other.delivered, timedOut + other.timedOut, closed + other.closed);
    }
}
