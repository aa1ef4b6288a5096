package afterglow.leak;

import java.util.concurrent.TimeUnit;

/**
 * Cancelled timers that a periodic purge is to remove. A purge each minute leaves a minute's worth of them, and stops the
 * scheduler while it runs; fixed by removing each when it is cancelled.
 */
final class PurgeTooRare implements Demonstration {

    private static final long PURGE_SECONDS = 60;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it purges until the scheduler ends
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("purged");
        scheduler.setRemoveOnCancelPolicy(fixed);
        if (!fixed) {
            scheduler.scheduleAtFixedRate(scheduler::purge, PURGE_SECONDS, PURGE_SECONDS, TimeUnit.SECONDS);
        }
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler.after(timeoutNanos, () -> {}).cancel(false));
    }
}
