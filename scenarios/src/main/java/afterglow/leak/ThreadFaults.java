package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import afterglow.timeout.DaemonThreads;
import java.time.Duration;
import java.util.Map;
import java.util.Timer;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Deadlines that are missed because the thread that is to fire them is blocked, taken or dead. */
final class ThreadFaults {

    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofMillis(50);
    private static final Duration BLOCKED = Duration.ofSeconds(1);

    private static final long SCAN_MILLIS = 5;
    private static final int WORKERS = 4;

    private ThreadFaults() {}

    /**
     * What is done about a timeout, on the only thread that fires timeouts. A handler that waits, for a log or a retry,
     * holds up every other timeout of the timer; fixed by handing it to an executor, as exceptionallyAsync does.
     */
    static DeadlineScript blockingHandler(boolean fixed) {
        Executor handlers = fixed ? Executors.newCachedThreadPool(DaemonThreads.named("handlers")) : Runnable::run;
        return deadlines -> {
            Timers timer = new Timers("timer");
            var first = deadlines.begin(FIRST);
            var second = deadlines.begin(SECOND);
            timer.after(FIRST, () -> {
                first.expire();
                handlers.execute(ThreadFaults::retry);
            });
            timer.after(SECOND, second::expire);
        };
    }

    private static void retry() {
        try {
            Thread.sleep(BLOCKED.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A {@link Timer} that all connections share, and one task that throws. One exception in a TimerTask ends the thread of
     * java.util.Timer: what is queued never fires, and every later schedule throws; fixed by catching in the task.
     */
    static DeadlineScript throwingTask(boolean fixed) {
        return deadlines -> {
            Timer timer = new Timer("cancel-timer", true);
            CountDownLatch refused = new CountDownLatch(1);
            timer.schedule(BusyTimer.task(() -> cancelQuery(refused, fixed)), 0);
            refused.await();
            var send = deadlines.begin(TIMEOUT);
            try {
                timer.schedule(BusyTimer.task(send::expire), TIMEOUT.toMillis());
            } catch (IllegalStateException e) {
                // "Timer already cancelled.": what the next query of any connection gets to see.
            }
        };
    }

    private static void cancelQuery(CountDownLatch refused, boolean catches) {
        refused.countDown();
        if (!catches) {
            throw new IllegalStateException("connection refused");
        }
    }

    /** A periodic scanner of overdue requests, which an exception ends in silence, for good; fixed by catching in each round. */
    static DeadlineScript deadScanner(boolean fixed) {
        return deadlines -> {
            // By deadline, so that the refused one is reached first, however late the scanner comes.
            Map<Long, SendDeadlines.Send> requests = new ConcurrentSkipListMap<>();
            var refused = deadlines.begin(Duration.ZERO);
            requests.put(System.nanoTime(), refused);
            var next = deadlines.begin(TIMEOUT);
            requests.put(System.nanoTime() + TIMEOUT.toNanos(), next);
            Runnable scan = () -> requests.forEach((deadlineNanos, request) -> {
                if (System.nanoTime() - deadlineNanos >= 0 && requests.remove(deadlineNanos) != null) {
                    request.expire();
                    if (request == refused) {
                        throw new IllegalStateException("its callback failed");
                    }
                }
            });
            var unused = new Timers("scanner")
                    .scheduleAtFixedRate(
                            fixed ? () -> catching(scan) : scan, SCAN_MILLIS, SCAN_MILLIS, TimeUnit.MILLISECONDS);
        };
    }

    private static void catching(Runnable round) {
        try {
            round.run();
        } catch (IllegalStateException e) {
            // A real scanner logs it; the next round comes all the same.
        }
    }

    /** Timeouts on the pool that they guard: once all workers hang, no thread runs them; fixed by a thread of their own. */
    static DeadlineScript guardOnItsPool(boolean fixed) {
        Timers workers = new Timers("workers", WORKERS);
        Timers guards = fixed ? new Timers("timeouts") : workers;
        return deadlines -> {
            // All workers are taken before the first timeout is armed, however long this thread stalls.
            CountDownLatch taken = new CountDownLatch(WORKERS);
            CountDownLatch armed = new CountDownLatch(WORKERS);
            for (int i = 0; i < WORKERS; i++) {
                var unused = workers.submit(() -> {
                    taken.countDown();
                    taken.await();
                    CountDownLatch reply = new CountDownLatch(1);
                    var send = deadlines.begin(TIMEOUT);
                    guards.after(TIMEOUT, () -> {
                        send.expire();
                        reply.countDown();
                    });
                    armed.countDown();
                    reply.await();
                    return null;
                });
            }
            armed.await();
        };
    }
}
