package afterglow.leak;

import java.util.Timer;
import java.util.TimerTask;

/** {@link Timer} tasks that are cancelled, but stay queued behind whatever is due first; fixed by {@code purge}. */
final class TimerWithoutPurge implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timer timer = BusyTimer.named("afterglow-timer");
        return Program.ending(timer::cancel, timeoutNanos -> {
            TimerTask task = BusyTimer.task(() -> {});
            timer.schedule(task, timeoutNanos / 1_000_000);
            task.cancel();
            if (fixed) {
                timer.purge();
            }
        });
    }
}
