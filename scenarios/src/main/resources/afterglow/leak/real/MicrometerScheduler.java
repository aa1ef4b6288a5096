import afterglow.leak.Program;
import afterglow.leak.trial.LeakStep;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import reactor.core.observability.micrometer.Micrometer;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Reactor with metrics: a reply with a {@code timeout} on a timed scheduler, which arrives at once. */
public final class MicrometerScheduler implements Program {

    private final Scheduler timed =
            Micrometer.timedScheduler(Schedulers.newParallel("timed", 1, true), new SimpleMeterRegistry(), "demonstration");

    public static void main(String[] args) {
        LeakStep.run(args, MicrometerScheduler::new);
    }

    @Override
    public void send(long timeoutNanos) {
        Sinks.One<String> reply = Sinks.one();
        reply.asMono().timeout(Duration.ofNanos(timeoutNanos), timed).subscribe();
        reply.tryEmitValue("delivered");
    }

    @Override
    public void close() {
        timed.dispose();
    }
}
