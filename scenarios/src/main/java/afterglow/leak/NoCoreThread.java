package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler that is to hold no thread while it has nothing to do, and has a timeout to wait for. */
final class NoCoreThread implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "no-core-thread",
                        "a pool of no threads spins",
                        "with 0 core threads and no keep-alive, the thread that waits for a deadline asks again and again whether it"
                                + " may end; fixed by one core thread",
                        "JDK-8129861",
                        "googleapis/java-spanner#3313")
                .wasting(Harm.CPU)
                .expecting(Symptom.SPINS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Waiting(fixed ? 1 : 0);
    }

    private record Waiting(ScheduledThreadPoolExecutor scheduler) implements Program {

        @SuppressWarnings("FutureReturnValueIgnored") // it is there to be waited for
        Waiting(int coreThreads) {
            this(new ScheduledThreadPoolExecutor(coreThreads, DaemonThreads.named("waiting")));
            scheduler.setKeepAliveTime(0, TimeUnit.NANOSECONDS);
            scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
        }

        @Override
        public void send(long timeoutNanos) {
            scheduler.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS).cancel(false);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
