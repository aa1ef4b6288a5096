package afterglow.leak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;

/**
 * A job that is armed anew each time its settings change. The new timer's handle takes the old one's place in a map, and nobody
 * can cancel the old one any more: it comes round for ever; fixed by cancelling what was there.
 */
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
