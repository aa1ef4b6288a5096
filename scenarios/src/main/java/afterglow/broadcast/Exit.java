package afterglow.broadcast;

/**
 * The signal that all sends of a broker must stop; closed once, never reopened. Thread-safe.
 *
 * <p>It wakes no thread: the caller that closes it must also wake the lanes that wait, see {@link Lane#wake}.
 */
public final class Exit {

    private volatile boolean closed;

    /** Tells every send to stop. */
    public void close() {
        closed = true;
    }

    /** Whether every send must stop. */
    public boolean isClosed() {
        return closed;
    }
}
