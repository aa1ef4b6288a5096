package afterglow.leak;

import java.util.Timer;
import java.util.TimerTask;

/** {@link Timer} tasks that are cancelled and never purged. */
final class TimerWithoutPurge implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "timer-without-purge",
                "no purge",
                "TimerTask.cancel leaves the task in the timer's queue, behind whatever is due first; fixed by purge",
                "eclipse-ee4j/glassfish#21565",
                "jenkinsci/build-timeout-plugin#47");
    }

    @Override
    public Program program(boolean fixed) {
        return new Sends(fixed);
    }

    private static final class Sends implements Program {

        private final Timer timer = BusyTimer.named("afterglow-timer");
        private final boolean purges;

        Sends(boolean purges) {
            this.purges = purges;
        }

        @Override
        public void send(long timeoutNanos) {
            TimerTask task = new TimerTask() {
                @Override
                public void run() {
                    cancel();
                }
            };
            timer.schedule(task, timeoutNanos / 1_000_000);
            task.cancel();
            if (purges) {
                timer.purge();
            }
        }

        @Override
        public void close() {
            timer.cancel();
        }
    }
}
