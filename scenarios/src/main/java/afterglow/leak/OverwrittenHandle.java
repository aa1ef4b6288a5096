package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A job that is armed anew each time its settings change, under the same name. */
final class OverwrittenHandle implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "overwritten-handle",
                        "handle overwritten",
                        "the new timer's handle takes the old one's place in a map, and nobody can cancel the old one any more: it"
                                + " comes round for ever; fixed by cancelling what was there",
                        "apache/hertzbeat#3534",
                        "apache/hertzbeat#4153")
                .expecting(Symptom.LEAKS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Jobs(fixed);
    }

    private static final class Jobs implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("jobs");
        private final Map<String, ScheduledFuture<?>> timers = new ConcurrentHashMap<>();
        private final boolean cancelsOld;

        Jobs(boolean cancelsOld) {
            this.cancelsOld = cancelsOld;
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void send(long timeoutNanos) {
            ScheduledFuture<?> timer =
                    scheduler.scheduleWithFixedDelay(() -> {}, timeoutNanos, timeoutNanos, TimeUnit.NANOSECONDS);
            ScheduledFuture<?> old = timers.put("job", timer);
            if (cancelsOld && old != null) {
                old.cancel(false);
            }
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
