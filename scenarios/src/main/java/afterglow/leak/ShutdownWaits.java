package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sessions, each with a scheduler that is shut down at its end. {@code shutdown()} lets delayed tasks run by default, so the
 * session's thread lives until the last deadline; fixed by the policy against it, or {@code shutdownNow()}.
 */
final class ShutdownWaits implements TwoForms {

    @Override
    public Program program(boolean fixed) {
        List<ScheduledThreadPoolExecutor> past = new ArrayList<>();
        return Program.ending(() -> past.forEach(DaemonThreads::stop), timeoutNanos -> {
            ScheduledThreadPoolExecutor session = DaemonThreads.scheduler("session");
            session.setExecuteExistingDelayedTasksAfterShutdownPolicy(!fixed);
            ScheduledFuture<?> unused = session.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS);
            session.shutdown();
            past.add(session);
        });
    }
}
