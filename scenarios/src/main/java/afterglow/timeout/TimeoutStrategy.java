package afterglow.timeout;

import org.jspecify.annotations.Nullable;

/**
 * A way to make timeouts; it owns what its timeouts share: a scheduler, a wheel, a thread.
 *
 * <p>Thread-safe. A strategy that cannot serve a lane throws from {@link #open}; it never silently does less.
 */
public interface TimeoutStrategy extends AutoCloseable {

    /**
     * Makes the timeout of one lane; may be called from any thread.
     *
     * @param expiry told when a send's time is over
     */
    Timeout open(Expiry expiry);

    /** The object from which every timer still held can be reached, for JOL to walk; null if unknown. */
    default @Nullable Object retentionRoot() {
        return null;
    }

    /** Ends the strategy's threads and drops its tasks; idempotent. No expiry comes after it returned. */
    @Override
    default void close() {}
}
