package afterglow.timeout;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A gate between a scheduler that outlives its strategy, the JDK's own or a library's, and the lanes: shut, it lets no
 * expiry through. Thread-safe; expiries pass side by side.
 */
public final class Gate implements AutoCloseable {

    private final Lock passing;
    private final Lock shutting;
    private boolean shut;

    public Gate() {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        passing = lock.readLock();
        shutting = lock.writeLock();
    }

    /** Tells a lane that a send's time is over, unless the gate is shut. */
    public void expire(Expiry expiry, long ticket) {
        passing.lock();
        try {
            if (!shut) {
                expiry.expire(ticket);
            }
        } finally {
            passing.unlock();
        }
    }

    /** Shuts the gate and waits for the expiries that are passing; not to be called by one of them. */
    @Override
    public void close() {
        shutting.lock();
        try {
            shut = true;
        } finally {
            shutting.unlock();
        }
    }
}
