package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Deadlines that are cancelled when the call is over, on a scheduler that keeps what is cancelled. */
final class CancelledButQueued implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "cancelled-queued",
                "cancelled but queued",
                "a cancelled deadline stays in the scheduler's queue until its time comes; fixed by setRemoveOnCancelPolicy(true)",
                "grpc/grpc-java#1307",
                "ReactiveX/RxJava#1919",
                "reactor/reactor-core#1674",
                "zio/zio#4237",
                "apple/servicetalk#2426",
                "Netflix/Hystrix#1976",
                "quartz-scheduler/quartz#1349");
    }

    @Override
    public Program program(boolean fixed) {
        ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("deadlines");
        scheduler.setRemoveOnCancelPolicy(fixed);
        return new Calls(scheduler);
    }

    /** Calls that end at once; how much is left of their deadlines is up to the scheduler. */
    private record Calls(ScheduledThreadPoolExecutor scheduler) implements Program {

        @Override
        public void send(long timeoutNanos) {
            ScheduledFuture<?> deadline = scheduler.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS);
            deadline.cancel(false);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
