package afterglow.watch;

import afterglow.jvm.ChildJvm;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A service with one fault, or none, that runs until it is ended. */
public final class TimerVictim {

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final ScheduledThreadPoolExecutor innocent = new ScheduledThreadPoolExecutor(1);
    private final List<Future<?>> held = new ArrayList<>();
    private final Timer timer = new Timer(true);

    private final DefaultEventExecutor loop = new DefaultEventExecutor();

    private TimerVictim() {}

    /**
     * Arms until it is ended, and prints {@code ready} once it has begun.
     *
     * @param args kind, arms a second, timeout in ms; and {@code counted} to print its arms every second
     */
    public static void main(String[] args) throws InterruptedException {
        ChildJvm.haltWithParent();
        long rate = Long.parseLong(args[1]);
        long timeoutMillis = Long.parseLong(args[2]);
        TimerVictim victim = new TimerVictim();
        if (args[0].equals("burst")) {
            for (int i = 0; i < rate; i++) {
                victim.arm("leak", timeoutMillis);
            }
        }
        if (args[0].equals("removed")) {
            victim.scheduler.setRemoveOnCancelPolicy(true);
            // So that there is something to trace.
            for (int i = 0; i < 1_000; i++) {
                victim.arm("leak", 86_400_000);
            }
        }
        if (args[0].equals("periodic")) {
            victim.overload(rate, timeoutMillis);
        }
        System.out.println("ready");
        if (List.of("burst", "nothing", "periodic").contains(args[0])) {
            Thread.sleep(Long.MAX_VALUE);
        }
        boolean counted = args.length > 3;
        long begun = System.nanoTime();
        long printed = begun;
        long last = 0;
        long longest = 0;
        long before = begun;
        for (long i = 0; ; ) {
            long now = System.nanoTime();
            longest = Math.max(longest, now - before);
            before = now;
            // What a pause held up is not caught up with: that would look like a burst.
            if ((now - begun) * rate / 1e9 - i > rate / 2.0) {
                begun = now - Math.round(i * 1e9 / rate);
            }
            double due = (now - begun) * rate / 1e9;
            // In small batches, so that the longest stop is not its own.
            double batch = Math.min(due, i + 10_000.0);
            for (; i < batch; i++) {
                victim.arm(args[0], timeoutMillis);
            }
            if (counted && now - printed > 1_000_000_000) {
                System.out.printf(
                        "%.0f arms/s, longest stop %.0f ms%n", (i - last) * 1e9 / (now - printed), longest / 1e6);
                printed = now;
                last = i;
                longest = 0;
            }
            if (batch == due) {
                LockSupport.parkNanos(500_000);
            }
        }
    }

    /** Periodic tasks that take longer than their period, so that all are late at all times. */
    private void overload(long tasks, long periodMillis) {
        for (long i = 0; i < tasks; i++) {
            held(
                    scheduler.scheduleAtFixedRate(
                            () -> LockSupport.parkNanos(5_000_000), 0, periodMillis, TimeUnit.MILLISECONDS),
                    false);
        }
    }

    private void arm(String kind, long timeoutMillis) {
        switch (kind) {
            case "leak" -> held(scheduler.schedule(() -> {}, timeoutMillis, TimeUnit.MILLISECONDS), false);
            case "cancelled", "removed" ->
                scheduler
                        .schedule(() -> {}, timeoutMillis, TimeUnit.MILLISECONDS)
                        .cancel(false);
            case "two" -> {
                held(scheduler.schedule(() -> {}, timeoutMillis, TimeUnit.MILLISECONDS), false);
                held(innocent.schedule(() -> {}, 2, TimeUnit.SECONDS), false);
            }
            case "idle" -> {
                // Of four seconds it works in two.
                if (System.nanoTime() / 1_000_000_000 % 4 < 2) {
                    arm("leak", timeoutMillis);
                }
            }
            case "listener" -> held(scheduler.schedule(() -> {}, timeoutMillis, TimeUnit.MILLISECONDS), true);
            case "timer" ->
                timer.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {}
                        },
                        timeoutMillis);
            case "netty" -> held(loop.schedule(() -> {}, timeoutMillis, TimeUnit.MILLISECONDS), false);
            case "or-timeout" -> new CompletableFuture<Void>().orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private void held(Future<?> task, boolean beyond) {
        if (beyond) {
            held.add(task);
        }
    }
}
