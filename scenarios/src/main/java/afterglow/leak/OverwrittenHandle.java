package afterglow.leak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;

/** A job whose new timer takes the old one's place in a map, so that nobody cancels the old one; fixed by cancelling it. */
final class OverwrittenHandle implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("jobs");
        scheduler.setRemoveOnCancelPolicy(true);
        Map<String, ScheduledFuture<?>> timers = new ConcurrentHashMap<>();
        return Program.on(scheduler, timeoutNanos -> {
            ScheduledFuture<?> timer = scheduler.every(timeoutNanos, () -> {});
            ScheduledFuture<?> old = timers.put("job", timer);
            if (fixed && old != null) {
                old.cancel(false);
            }
        });
    }
}
