package afterglow.accuracy;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A thread that allocates up to 2 GB a second, and keeps 64 MB of it alive, in pieces that die at random. */
final class Churn implements Disturbance {

    private static final int PIECES = 1 << 17;
    private static final int PIECE_BYTES = 512;
    private static final int AT_ONCE = 2_000;
    private static final long NAP_NANOS = 500_000;
    private static final long SEED = 42;

    private final Thread thread = new Thread(this::churn, OwnThreads.HARNESS + "churn");
    private final long before = collections();
    private volatile boolean over;

    Churn() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public long end() {
        over = true;
        return collections() - before;
    }

    private void churn() {
        byte[][] alive = new byte[PIECES][];
        SplittableRandom random = new SplittableRandom(SEED);
        while (!over) {
            for (int i = 0; i < AT_ONCE; i++) {
                alive[random.nextInt(PIECES)] = new byte[PIECE_BYTES];
            }
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
