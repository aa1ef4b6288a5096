package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler that is to hold no thread while it has nothing to do, and has a timeout to wait for. With 0 core threads and no
 * keep-alive, the thread that waits for the deadline asks again and again whether it may end; fixed by one core thread.
 */
final class NoCoreThread implements TwoForms {

    @Override
    public Program program(boolean fixed) {
        ScheduledThreadPoolExecutor scheduler =
                new ScheduledThreadPoolExecutor(fixed ? 1 : 0, DaemonThreads.named("waiting"));
        scheduler.setKeepAliveTime(0, TimeUnit.NANOSECONDS);
        ScheduledFuture<?> unused = scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler
                        .schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS)
                        .cancel(false));
    }
}
