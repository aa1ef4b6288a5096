package afterglow.leak;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Monitoring that closes a task's sample when the task runs, but not when it is cancelled; fixed by closing it then too. */
final class OpenSample implements Demonstration {

    private record Sample(long startNanos) {}

    @Override
    @SuppressWarnings("ModifiedButNotUsed") // a dashboard would show the open ones
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("monitored");
        scheduler.setRemoveOnCancelPolicy(true);
        Set<Sample> open = ConcurrentHashMap.newKeySet();
        return Program.on(scheduler, timeoutNanos -> {
            Sample sample = new Sample(System.nanoTime());
            open.add(sample);
            scheduler.after(timeoutNanos, () -> open.remove(sample)).cancel(false);
            if (fixed) {
                open.remove(sample);
            }
        });
    }
}
