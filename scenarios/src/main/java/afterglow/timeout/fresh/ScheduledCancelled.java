package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A new scheduled task for each send, cancelled when the send is over.
 *
 * <p>The traps: with the scheduler's default policy a cancelled task stays queued until its time comes. With
 * {@code setRemoveOnCancelPolicy(true)} nothing is left, but each arm and each removal takes the scheduler's one lock
 * and walks its heap.
 */
public final class ScheduledCancelled extends OnScheduler {

    private ScheduledCancelled(String name, boolean removes) {
        super(name, removes);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<Future<?>>(
                (nanos, ticket) -> scheduler.schedule(() -> expiry.tell(ticket), nanos, TimeUnit.NANOSECONDS),
                armed -> armed.cancel(false));
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "scheduled-cancelled",
                                    Family.FRESH,
                                    "a new ScheduledFuture for each send, cancelled; default policy")
                            .leaving(Verdict.RETAINS),
                    () -> new ScheduledCancelled("scheduled-cancelled", false));
        }
    }

    public static final class Removed extends BuiltIn {
        public Removed() {
            super(
                    Descriptor.of(
                            "scheduled-removed",
                            Family.FRESH,
                            "a new ScheduledFuture for each send, cancelled; setRemoveOnCancelPolicy(true)"),
                    () -> new ScheduledCancelled("scheduled-removed", true));
        }
    }
}
