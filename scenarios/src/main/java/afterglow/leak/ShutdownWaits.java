package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Sessions, each with a scheduler that is shut down at its end. */
final class ShutdownWaits implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "shutdown-waits",
                        "shutdown keeps delayed tasks",
                        "shutdown() lets delayed tasks run by default, so the session's thread lives until the last deadline; fixed by"
                                + " the policy against it, or shutdownNow()",
                        "apache/kyuubi#2927",
                        "Kotlin/kotlinx.coroutines#4063")
                .wasting(Harm.THREADS)
                .expecting(Symptom.THREADS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Sessions(!fixed);
    }

    private record Sessions(List<ScheduledThreadPoolExecutor> past, boolean keepsDelayed) implements Program {

        Sessions(boolean keepsDelayed) {
            this(new ArrayList<>(), keepsDelayed);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // nothing cancels it: the session is to end it
        public void send(long timeoutNanos) {
            ScheduledThreadPoolExecutor session = DaemonThreads.scheduler("session");
            session.setExecuteExistingDelayedTasksAfterShutdownPolicy(keepsDelayed);
            session.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS);
            session.shutdown();
            past.add(session);
        }

        @Override
        public void close() {
            past.forEach(DaemonThreads::stop);
        }
    }
}
