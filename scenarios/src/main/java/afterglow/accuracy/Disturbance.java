package afterglow.accuracy;

import afterglow.timeout.TimeoutStrategy;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

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
    static Disturbance of(Condition condition, TimeoutStrategy strategy, boolean waitingLanes, Duration duration) {
        return switch (condition) {
            case IDLE -> () -> 0;
            case BUSY -> burning(Runtime.getRuntime().availableProcessors());
            case GC -> allocating();
            case STALLED -> new Stalls(strategy, waitingLanes);
            case STOPPED -> new Stops(duration);
        };
    }

    /** Ends it, and tells how often it came about: busy threads, collections, stalls, stops. */
    long end() throws IOException, InterruptedException;

    /** Threads that burn a core each. */
    private static Disturbance burning(int cores) {
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < cores; i++) {
            OwnThreads.harness("burner-" + i, () -> {
                        while (!over.get()) {
                            // The look is the work; onSpinWait would leave a core's other half to somebody else.
                        }
                    })
                    .start();
        }
        return () -> {
            over.set(true);
            return cores;
        };
    }

    /** A thread that allocates up to 2 GB a second, and keeps 64 MB of it alive, in pieces that die at random. */
    private static Disturbance allocating() {
        long before = collections();
        AtomicBoolean over = new AtomicBoolean();
        OwnThreads.harness("churn", () -> {
                    byte[][] alive = new byte[1 << 17][];
                    SplittableRandom random = new SplittableRandom(42);
                    while (!over.get()) {
                        for (int i = 0; i < 2_000; i++) {
                            alive[random.nextInt(alive.length)] = new byte[512];
                        }
                        LockSupport.parkNanos(500_000);
                    }
                })
                .start();
        return () -> {
            over.set(true);
            return collections() - before;
        };
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
