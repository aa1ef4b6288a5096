package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import afterglow.timeout.Verdict;
import com.google.common.util.concurrent.FluentFuture;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.SettableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Guava's {@code FluentFuture.withTimeout} for each send; when the send is over the future is set, which cancels the
 * timeout.
 *
 * <p>The trap: the scheduler is the caller's, and Guava asks nothing of it. With the JDK's default policy, as here and in
 * most programs, what Guava cancels stays queued until its time comes.
 *
 * <p>The use:
 * <a href="https://guava.dev/releases/snapshot-jre/api/docs/com/google/common/util/concurrent/FluentFuture.html">FluentFuture</a>'s
 * Javadoc, where the scheduler is an argument.
 */
public final class GuavaTimeout extends OnScheduler {

    private GuavaTimeout() {
        super("guava", false);
    }

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<SettableFuture<Boolean>>(
                (nanos, ticket) -> {
                    SettableFuture<Boolean> armed = SettableFuture.create();
                    FluentFuture.from(armed)
                            .withTimeout(nanos, TimeUnit.NANOSECONDS, scheduler)
                            .addCallback(expireOnFailure(expiry, ticket), MoreExecutors.directExecutor());
                    return armed;
                },
                armed -> armed.set(true));
    }

    private static FutureCallback<Boolean> expireOnFailure(Expiry expiry, long ticket) {
        return new FutureCallback<>() {
            @Override
            public void onSuccess(Boolean done) {}

            @Override
            public void onFailure(Throwable failure) {
                expiry.tell(ticket);
            }
        };
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                                    "guava",
                                    Family.PEER,
                                    "Guava's FluentFuture.withTimeout for each send, set on delivery; default scheduler")
                            .leaving(Verdict.RETAINS),
                    GuavaTimeout::new,
                    () -> FluentFuture.class);
        }
    }
}
