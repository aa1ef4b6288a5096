package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Deadlines that are cancelled when the call is over, on a scheduler that keeps what is cancelled in its queue until its time
 * comes; fixed by {@code setRemoveOnCancelPolicy(true)}.
 */
final class CancelledButQueued implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "cancelled-queued",
                "cancelled but queued",
                Symptom.RETAINS,
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
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler
                        .schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS)
                        .cancel(false));
    }
}
