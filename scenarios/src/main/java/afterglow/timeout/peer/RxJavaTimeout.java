package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.util.concurrent.TimeUnit;

/**
 * RxJava's {@code Completable.timeout} for each send, on a scheduler like the default one; the send is a subject that
 * completes when it is over, which cancels the timeout.
 *
 * <p>The trap: old releases left the cancelled timeout in the scheduler's queue; this one removes it.
 *
 * <p>The use: {@code Completable.timeout(long, TimeUnit)}, whose Javadoc names the computation scheduler as the default.
 */
public final class RxJavaTimeout implements TimeoutStrategy {

    private final JoinableThreads threads = new JoinableThreads("rxjava");
    // Schedulers.computation() in all but its threads' names, which is for the whole JVM and cannot be closed by one.
    private final Scheduler scheduler = RxJavaPlugins.createComputationScheduler(threads);

    @Override
    @SuppressWarnings("CheckReturnValue") // completing the send disposes of the subscription
    public Timeout open(Expiry expiry) {
        return new FreshTimer<CompletableSubject>(
                (nanos, ticket) -> {
                    CompletableSubject armed = CompletableSubject.create();
                    armed.timeout(nanos, TimeUnit.NANOSECONDS, scheduler)
                            .subscribe(() -> {}, failure -> expiry.tell(ticket));
                    return armed;
                },
                armed -> armed.onComplete());
    }

    @Override
    public Object retentionRoot() {
        return scheduler;
    }

    @Override
    public void close() {
        scheduler.shutdown();
        threads.join();
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                            "rxjava", Family.PEER, "RxJava's Completable.timeout for each send, completed on delivery"),
                    RxJavaTimeout::new,
                    () -> Scheduler.class);
        }
    }
}
