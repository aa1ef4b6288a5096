package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's scheduler with daemon threads and the default policies, whose delays need no unit. */
class Timers extends ScheduledThreadPoolExecutor {

    Timers(String thread) {
        this(thread, 1);
    }

    Timers(String thread, int threads) {
        super(threads, DaemonThreads.named(thread));
    }

    /** Runs a task once, after so many ns. */
    ScheduledFuture<?> after(long nanos, Runnable task) {
        return schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs a task once, after a while; nobody cancels it. */
    void after(Duration delay, Runnable task) {
        var unused = after(delay.toNanos(), task);
    }

    /** Runs a task again and again, so many ns after the last time, and for the first time after as many. */
    ScheduledFuture<?> every(long nanos, Runnable task) {
        return scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
    }
}
