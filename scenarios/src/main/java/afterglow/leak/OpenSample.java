package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler that monitors its delayed tasks: a sample of each is open until the task has run. */
final class OpenSample implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "open-sample",
                        "monitoring forgets what is cancelled",
                        "a sample is opened for each delayed task and closed when it runs; that of a cancelled one stays open for ever;"
                                + " fixed by closing it on cancel as well",
                        "reactor/reactor-core#3697")
                .expecting(Symptom.LEAKS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Monitored(fixed);
    }

    private record Sample(long startNanos) {}

    private static final class Monitored implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("monitored");
        private final Set<Sample> open = ConcurrentHashMap.newKeySet();
        private final boolean closesOnCancel;

        Monitored(boolean closesOnCancel) {
            this.closesOnCancel = closesOnCancel;
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void send(long timeoutNanos) {
            Sample sample = new Sample(System.nanoTime());
            open.add(sample);
            scheduler
                    .schedule(() -> open.remove(sample), timeoutNanos, TimeUnit.NANOSECONDS)
                    .cancel(false);
            if (closesOnCancel) {
                open.remove(sample);
            }
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
