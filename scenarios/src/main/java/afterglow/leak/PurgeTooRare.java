package afterglow.leak;

/** A periodic purge, which leaves a minute's worth of cancelled timers; fixed by removing each when it is cancelled. */
final class PurgeTooRare implements Demonstration {

    private static final long PURGE_NANOS = 60_000_000_000L;

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("purged");
        scheduler.setRemoveOnCancelPolicy(fixed);
        if (!fixed) {
            var unused = scheduler.every(PURGE_NANOS, scheduler::purge);
        }
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler.after(timeoutNanos, () -> {}).cancel(false));
    }
}
