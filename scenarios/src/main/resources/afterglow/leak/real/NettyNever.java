import afterglow.leak.DeadlineScript;
import afterglow.leak.trial.LeakStep;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Netty's wheel: a timeout that is never to fire, beside one that is. */
public final class NettyNever {

    public static void main(String[] args) {
        DeadlineScript script = deadlines -> {
            HashedWheelTimer wheel = new HashedWheelTimer();
            wheel.start();
            // On a wheel that runs already: in its first tick nothing overflows.
            Thread.sleep(10);
            var never = deadlines.begin(Duration.ofNanos(Long.MAX_VALUE));
            wheel.newTimeout(timeout -> never.expire(), Long.MAX_VALUE, TimeUnit.SECONDS);
            var near = deadlines.begin(Duration.ofMillis(500));
            wheel.newTimeout(timeout -> near.expire(), 500, TimeUnit.MILLISECONDS);
        };
        LeakStep.run(args, () -> script);
    }
}
