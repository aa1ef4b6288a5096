package afterglow.leak;

import afterglow.accuracy.SendDeadlines;

/** One form of a demonstration whose harm is at deadlines: it is played once, in a JVM of its own, which then ends. */
@FunctionalInterface
public interface DeadlineScript extends Program {

    /** Begins sends and guards them. */
    void play(SendDeadlines deadlines) throws Exception;

    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // it has deadlines, and no sends
    default void send(long timeoutNanos) {
        throw new UnsupportedOperationException("its sends are told by their deadlines only");
    }
}
