package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions, each with a scheduler that is shut down at its end. {@code shutdown()} lets delayed tasks run by default, so the
 * session's thread lives until the last deadline; fixed by the policy against it, or {@code shutdownNow()}.
 */
final class ShutdownWaits implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        List<Timers> past = new ArrayList<>();
        return Program.ending(() -> past.forEach(DaemonThreads::stop), timeoutNanos -> {
            Timers session = new Timers("session");
            session.setExecuteExistingDelayedTasksAfterShutdownPolicy(!fixed);
            var unused = session.after(timeoutNanos, () -> {});
            session.shutdown();
            past.add(session);
        });
    }
}
