package afterglow.leak;

/**
 * Deadlines that are cancelled when the call is over, on a scheduler that keeps what is cancelled in its queue until its time
 * comes; fixed by {@code setRemoveOnCancelPolicy(true)}.
 */
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
