package afterglow.timeout;

/**
 * What a timeout tells its lane: the time given to one send is over.
 *
 * <p>Called by any thread, at most once for each ticket. It returns soon and never throws; it may be told of a send that
 * is over already, and must then do nothing.
 *
 * <p>A strategy must not fail with an expiry that throws all the same: the other lanes' expiries come, and the lane's own next
 * ones. Every built-in strategy calls {@link #tell}, which reports the failure.
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
