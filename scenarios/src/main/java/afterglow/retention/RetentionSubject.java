package afterglow.retention;

import org.jspecify.annotations.Nullable;

/**
 * Something that makes sends, to count what they leave. When {@link #run} returns, its sends are over: whatever of them is
 * still live is retained. Used by one thread.
 */
public interface RetentionSubject extends AutoCloseable {

    /**
     * Makes sends, each with a timeout of so many ns, and returns when all of them are over.
     *
     * @return how many there were: what was asked for, or as few more as make whole rounds
     * @throws IllegalStateException if one of them ended in another way than the subject's sends do
     */
    long run(long count, long nanos) throws InterruptedException;

    /** Sends that wait for nothing and are delivered: what takes something of every send is full sooner. */
    default RetentionSubject filling() {
        return this;
    }

    /** The object from which every timer still held can be reached, for JOL to walk; null if unknown. */
    default @Nullable Object root() {
        return null;
    }

    /** Ends its threads and drops what it holds. */
    @Override
    void close();
}
