import afterglow.leak.DeadlineScript;
import afterglow.leak.trial.LeakStep;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import net.jodah.failsafe.Failsafe;
import net.jodah.failsafe.Timeout;

/** Failsafe: four workers that hang, each with a timeout on their own pool. */
public final class FailsafeTimeout {

    private static final int WORKERS = 4;
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    public static void main(String[] args) {
        DeadlineScript script = deadlines -> {
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(WORKERS);
            for (int i = 0; i < WORKERS; i++) {
                var send = deadlines.begin(TIMEOUT);
                Failsafe.with(Timeout.<Void>of(TIMEOUT).withCancel(true))
                        .with(pool)
                        .runAsync(() -> new CountDownLatch(1).await())
                        .whenComplete((nothing, failure) -> send.expire());
            }
        };
        LeakStep.run(args, () -> script);
    }
}
