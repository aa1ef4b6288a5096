import afterglow.accuracy.SendDeadlines;
import afterglow.leak.DeadlineScript;
import afterglow.leak.trial.LeakStep;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;

/** Okio: one long timeout, while others that are a little shorter begin and end, as the calls of a busy OkHttp client do. */
public final class OkioTimeout {

    public static void main(String[] args) {
        DeadlineScript script = deadlines -> {
            enter(deadlines.begin(Duration.ofMillis(600)), 600);
            for (int call = 0; call < 40; call++) {
                SendDeadlines.Send send = deadlines.begin(Duration.ofMillis(500));
                AsyncTimeout timeout = enter(send, 500);
                Thread.sleep(50);
                timeout.exit();
                send.deliver();
            }
        };
        LeakStep.run(args, () -> script);
    }

    private static AsyncTimeout enter(SendDeadlines.Send send, long millis) {
        AsyncTimeout timeout = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                send.expire();
            }
        };
        timeout.timeout(millis, TimeUnit.MILLISECONDS);
        timeout.enter();
        return timeout;
    }
}
