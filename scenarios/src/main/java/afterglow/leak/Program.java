package afterglow.leak;

import afterglow.retention.RetentionSubject;
import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ExecutorService;

/** One form of a demonstration: a program that sends, and guards each send by a timeout. Used by one thread. */
@FunctionalInterface
public interface Program extends RetentionSubject {

    /** Makes one send; it is over, and was not timed out, when this returns. */
    void send(long timeoutNanos) throws InterruptedException;

    /** A program whose executor ends with it. */
    static Program on(ExecutorService executor, Program sends) {
        return ending(() -> DaemonThreads.stop(executor), sends);
    }

    /** A program that is closed by {@code end}. */
    static Program ending(Runnable end, Program sends) {
        return new Program() {
            @Override
            public void send(long timeoutNanos) throws InterruptedException {
                sends.send(timeoutNanos);
            }

            @Override
            public void close() {
                end.run();
            }
        };
    }

    /** Leaves so many sends outstanding; an UnsupportedOperationException if the harm is not {@link Harm#TIME}. */
    default void crowd(int outstanding, long timeoutNanos) {
        throw new UnsupportedOperationException(getClass().getName() + " has no outstanding sends");
    }

    @Override
    default long run(long count, long timeoutNanos) throws InterruptedException {
        for (long i = 0; i < count; i++) {
            send(timeoutNanos);
        }
        return count;
    }

    @Override
    default void close() {}
}
