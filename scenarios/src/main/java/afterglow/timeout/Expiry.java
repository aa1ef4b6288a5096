package afterglow.timeout;

/**
 * The call from a timeout to its lane: the time given to one send is over.
 *
 * <p>Called by any thread, at most once for each ticket. It returns soon and never throws. It may be called for a send that
 * is already over, and must then do nothing.
 *
 * <p>If an expiry throws all the same, the strategy must go on: the expiries of other lanes, and later ones of this lane,
 * still come. Every built-in strategy calls {@link #tell}, which reports the failure.
 */
@FunctionalInterface
public interface Expiry {

    /**
     * Says that a send's time is over.
     *
     * @param ticket the ticket of the send, as it was given to {@link Timeout#arm}
     */
    void expire(long ticket);

    /** Calls {@link #expire}; what it throws goes to the thread's uncaught-exception handler, and the caller goes on. */
    default void tell(long ticket) {
        try {
            expire(ticket);
        } catch (Throwable thrown) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
        }
    }
}
