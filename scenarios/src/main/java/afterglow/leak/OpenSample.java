package afterglow.leak;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A scheduler that monitors its delayed tasks. A sample of each is opened, and closed when it runs; that of a cancelled one stays
 * open for ever; fixed by closing it on cancel as well.
 */
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
