package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reactor's {@code Mono.timeout} for each send, on a scheduler like the default one; the send is a sink that completes when
 * it is over, which cancels the timeout.
 *
 * <p>The trap: the operator builds a small pipeline for each send, subscribers and all, and that is what it costs.
 *
 * <p>The use: {@code Mono.timeout(Duration)}, whose Javadoc names the parallel scheduler as the default.
 */
public final class ReactorTimeout implements TimeoutStrategy {

    private final JoinableThreads threads = new JoinableThreads("reactor");
    // Schedulers.parallel() in all but its thread's names, which is for the whole JVM and cannot be closed by one.
    private final Scheduler scheduler = Schedulers.newParallel(Schedulers.DEFAULT_POOL_SIZE, threads);

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<Sinks.Empty<Void>>(
                (nanos, ticket) -> {
                    Sinks.Empty<Void> armed = Sinks.empty();
                    armed.asMono()
                            .timeout(Duration.ofNanos(nanos), scheduler)
                            .subscribe(done -> {}, failure -> expiry.tell(ticket));
                    return armed;
                },
                armed -> armed.tryEmitEmpty());
    }

    @Override
    public Object retentionRoot() {
        return scheduler;
    }

    @Override
    public void close() {
        scheduler.dispose();
        threads.join();
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of(
                            "reactor", Family.PEER, "Reactor's Mono.timeout for each send, completed on delivery"),
                    ReactorTimeout::new,
                    () -> Scheduler.class);
        }
    }
}
