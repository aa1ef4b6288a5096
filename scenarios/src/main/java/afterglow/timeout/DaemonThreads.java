package afterglow.timeout;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads with the suite's name, and the orderly shutdown of executors and threads. */
public final class DaemonThreads {

    private static final long STOP_SECONDS = 10;

    private DaemonThreads() {}

    /** Makes daemon threads named {@code afterglow-<name>-<n>}. */
    public static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "afterglow-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** A scheduler with one such thread and the JDK's default policies. */
    public static ScheduledThreadPoolExecutor scheduler(String name) {
        return new ScheduledThreadPoolExecutor(1, named(name));
    }

    /**
     * Drops an executor's tasks and waits until its threads have ended.
     *
     * @throws IllegalStateException if a task does not end within 10 s
     */
    public static void stop(ExecutorService executor) {
        executor.shutdownNow();
        await(executor::awaitTermination);
    }

    /**
     * Waits until a thread has ended.
     *
     * @throws IllegalStateException if it does not within 10 s
     */
    public static void join(Thread thread) {
        await((time, unit) -> {
            unit.timedJoin(thread, time);
            return !thread.isAlive();
        });
    }

    /** Waits for an end as long as is given; false if it did not come. */
    @FunctionalInterface
    private interface Waiting {
        boolean await(long time, TimeUnit unit) throws InterruptedException;
    }

    /** An interrupt does not end the wait: it is set again afterwards. */
    private static void await(Waiting end) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (!end.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                        throw new IllegalStateException("an expiry has kept its thread for " + STOP_SECONDS + " s");
                    }
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
