package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import java.util.concurrent.TimeUnit;

/**
 * A new scheduled task for each send, never cancelled: the direct port of Go's {@code time.After}.
 *
 * <p>The trap: the send succeeds, nobody needs the task any more, and it stays in the scheduler's heap until it fires.
 * Live tasks = send rate x timeout.
 */
public final class ScheduledAbandoned extends OnScheduler {

    public ScheduledAbandoned() {
        super("scheduled-abandoned", false);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new Timeout() {

            @Override
            @SuppressWarnings("FutureReturnValueIgnored") // as it is written: nobody keeps what nobody will cancel
            public void arm(long nanos, long ticket) {
                scheduler.schedule(() -> expiry.tell(ticket), nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void disarm() {}
        };
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "scheduled-abandoned",
                                    Family.FRESH,
                                    "a new ScheduledFuture for each send, never cancelled")
                            .leaving(Verdict.RETAINS),
                    ScheduledAbandoned::new);
        }
    }
}
