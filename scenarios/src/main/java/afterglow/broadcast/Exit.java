package afterglow.broadcast;

/**
 * The sign that a broker's sends are to stop: closed once, never opened again. Thread-safe.
 *
 * <p>It wakes nobody: whoever closes it also wakes the lanes that wait, see {@link Lane#wake}.
 */
public final class Exit {

    private volatile boolean closed;

    /** Says that every send is to stop. */
    public void close() {
        closed = true;
    }

    /** Whether every send is to stop. */
    public boolean isClosed() {
        return closed;
    }
}
