package afterglow.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/** Requests that guard themselves by a {@link Timer} each, whose thread outlives the request; fixed by one timer for all. */
final class TimerPerRequest implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        List<Timer> timers = new ArrayList<>();
        return Program.ending(() -> timers.forEach(Timer::cancel), timeoutNanos -> {
            if (!fixed || timers.isEmpty()) {
                timers.add(new Timer("request-timer", true));
            }
            TimerTask task = BusyTimer.task(() -> {});
            timers.get(timers.size() - 1).schedule(task, timeoutNanos / 1_000_000);
            task.cancel();
        });
    }
}
