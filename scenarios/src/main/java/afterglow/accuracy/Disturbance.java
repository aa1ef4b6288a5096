package afterglow.accuracy;

import afterglow.jvm.AbsentException;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What brings a condition about, from when it was made until it is ended. */
interface Disturbance {

    /** What a shell runs that stops this process and lets it continue, a number of times. */
    String STOPS = """
            trap '' HUP INT TERM
            stops=$1
            while [ "$stops" -gt 0 ]; do
              sleep 0.1
              kill -STOP "$2" || exit 1
              sleep 0.05
              kill -CONT "$2" || exit 1
              echo stopped
              sleep 0.1
              stops=$((stops - 1))
            done
            """;

    /** A stop of 50 ms comes once in this time. */
    long PERIOD_MILLIS = 250;

    long MILLI = 1_000_000;

    /** Begins what a condition asks for, for a duration; an AbsentException if this system cannot. */
    static Disturbance of(Condition condition, TimeoutStrategy strategy, Duration duration) {
        return switch (condition) {
            case IDLE -> () -> 0;
            case BUSY -> burning(Runtime.getRuntime().availableProcessors());
            case GC -> allocating();
            case STALLED -> stalling(strategy);
            case STOPPED -> stopping(Math.max(1, duration.toMillis() / PERIOD_MILLIS));
        };
    }

    /** Ends it, and tells how often it came about: busy threads, collections, stalls, stops. */
    long end() throws IOException, InterruptedException;

    /** Threads that burn a core each. */
    private static Disturbance burning(int cores) {
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < cores; i++) {
            LatenessMeasurement.start("burner-" + i, () -> {
                while (!over.get()) {
                    // The look is the work; onSpinWait would leave the core's other hardware thread to other work.
                }
            });
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
        LatenessMeasurement.start("churn", () -> {
            byte[][] alive = new byte[1 << 17][];
            SplittableRandom random = new SplittableRandom(42);
            while (!over.get()) {
                for (int i = 0; i < 2_000; i++) {
                    alive[random.nextInt(alive.length)] = new byte[512];
                }
                LockSupport.parkNanos(MILLI / 2);
            }
        });
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

    /**
     * One more lane of the strategy, whose expiry blocks the thread that tells it: what a careless callback does. That is the
     * tick thread where there is one; where there is none, only the lane itself waits.
     */
    private static Disturbance stalling(TimeoutStrategy strategy) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong stalls = new AtomicLong();
        Timeout timeout = strategy.open(ticket -> {
            long end = System.nanoTime() + 50 * MILLI;
            for (long left = 50 * MILLI; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            stalls.incrementAndGet();
        });
        Thread thread = LatenessMeasurement.start("stalls", () -> {
            for (long ticket = 1; !over.get(); ticket++) {
                long before = stalls.get();
                timeout.arm(MILLI, ticket);
                long begin = System.nanoTime();
                while (!over.get() && stalls.get() == before && System.nanoTime() - begin < 1_000 * MILLI) {
                    LockSupport.parkNanos(Math.min(timeout.parkNanos(), MILLI));
                }
                timeout.disarm();
                begin = System.nanoTime();
                while (!over.get() && System.nanoTime() - begin < 200 * MILLI) {
                    LockSupport.parkNanos(MILLI);
                }
            }
            timeout.close();
        });
        return () -> {
            over.set(true);
            thread.join();
            return stalls.get();
        };
    }

    /**
     * A shell that stops this process and lets it continue. It ends by itself, always after a continue, even if this process
     * is killed: no process stays stopped for good. Where there is no process to stop it ends at once.
     */
    private static Disturbance stopping(long stops) {
        Process shell;
        try {
            String self = Long.toString(ProcessHandle.current().pid());
            shell = new ProcessBuilder("/bin/sh", "-c", STOPS, "stops", Long.toString(stops), self)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new AbsentException("stopping a process needs /bin/sh and kill: " + e.getMessage(), e);
        }
        return () -> {
            // Never ended from here: between its stop and its continue no process would be left to continue this one.
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            shell.waitFor();
            return said.lines().count();
        };
    }
}
