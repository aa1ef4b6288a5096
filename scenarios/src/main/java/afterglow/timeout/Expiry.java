package afterglow.timeout;

/**
 * What a timeout tells its lane: the time given to one send is over.
 *
 * <p>Called by any thread, at most once for each ticket. It returns soon and never throws; it may be told of a send that
 * is over already, and must then do nothing.
 */
@FunctionalInterface
public interface Expiry {

    /**
     * Says that a send's time is over.
     *
     * @param ticket the ticket of the send, as it was given to {@link Timeout#arm}
     */
    void expire(long ticket);
}
