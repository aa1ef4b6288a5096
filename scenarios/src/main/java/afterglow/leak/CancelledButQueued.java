package afterglow.leak;

/** Cancelled deadlines that stay queued until their time comes; fixed by {@code setRemoveOnCancelPolicy(true)}. */
final class CancelledButQueued implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("deadlines");
        scheduler.setRemoveOnCancelPolicy(fixed);
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler.after(timeoutNanos, () -> {}).cancel(false));
    }
}
