package afterglow.accuracy;

import afterglow.timeout.Labelled;

/** What the machine or the process goes through while timeouts are to fire. */
public enum Condition implements Labelled {
    /** Nothing else runs. */
    IDLE,
    /** A thread for each core burns it, in the same JVM. */
    BUSY,
    /** A thread allocates, and keeps enough alive that each collection has to copy. */
    GC,
    /** One expiry in the same strategy blocks whatever thread tells it, for 50 ms, four times a second. */
    STALLED,
    /** The process is stopped for 50 ms and continued, four times a second. */
    STOPPED;

    @Override
    public String toString() {
        return label();
    }
}
