package afterglow.timeout.fresh;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A new task on {@code CompletableFuture.delayedExecutor} for each send.
 *
 * <p>The traps: it gives no handle, so nothing can be cancelled, and every task stays until its time comes. And up to JDK 24
 * a machine of one or two cores has no common pool to run on: there each expiry starts a thread of its own.
 */
public final class DelayedExecutor extends OnJdkScheduler {

    @Override
    public Timeout open(Expiry expiry) {
        return new Timeout() {

            @Override
            public void arm(long nanos, long ticket) {
                CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> tell(expiry, ticket));
            }

            @Override
            public void disarm() {}
        };
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "delayed-executor",
                                    Family.FRESH,
                                    "CompletableFuture.delayedExecutor for each send; nothing to cancel")
                            .leaving(Verdict.RETAINS)
                            .sharingJdkScheduler(),
                    DelayedExecutor::new);
        }
    }
}
