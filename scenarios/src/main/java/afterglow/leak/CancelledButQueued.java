package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Deadlines that are cancelled when the call is over, on a scheduler that keeps what is cancelled in its queue until its time
 * comes; fixed by {@code setRemoveOnCancelPolicy(true)}.
 */
final class CancelledButQueued implements TwoForms {

    @Override
    public Program program(boolean fixed) {
        ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("deadlines");
        scheduler.setRemoveOnCancelPolicy(fixed);
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler
                        .schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS)
                        .cancel(false));
    }
}
