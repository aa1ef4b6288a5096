package afterglow.accuracy;

import afterglow.timeout.TimeoutStrategy;
import java.io.IOException;
import java.time.Duration;

/** What brings a condition about, from when it was made until it is ended. */
interface Disturbance {

    /**
     * Begins what a condition asks for.
     *
     * @param strategy the one that is measured
     * @param waitingLanes whether it expires only when a waiting lane asks
     * @param duration how long it will be needed
     * @throws UnsupportedOperationException if this system cannot
     */
    static Disturbance of(Condition condition, TimeoutStrategy strategy, boolean waitingLanes, Duration duration)
            throws IOException {
        return switch (condition) {
            case IDLE -> () -> 0;
            case BUSY -> new Burners(Runtime.getRuntime().availableProcessors());
            case GC -> new Churn();
            case STALLED -> new Stalls(strategy, waitingLanes);
            case STOPPED -> new Stops(duration);
        };
    }

    /** Ends it, and tells how often it came about: busy threads, collections, stalls, stops. */
    long end() throws IOException, InterruptedException;
}
