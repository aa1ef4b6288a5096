import afterglow.leak.Program;
import afterglow.leak.trial.LeakStep;
import java.time.Duration;
import reactor.core.publisher.MonoProcessor;

/** Reactor: a reply with a {@code timeout}, which arrives at once. */
@SuppressWarnings("deprecation") // the one processor that both versions have
public final class ReactorTimeout implements Program {

    public static void main(String[] args) {
        LeakStep.run(args, ReactorTimeout::new);
    }

    @Override
    public void send(long timeoutNanos) {
        MonoProcessor<String> reply = MonoProcessor.create();
        reply.timeout(Duration.ofNanos(timeoutNanos)).subscribe();
        reply.onNext("delivered");
    }
}
