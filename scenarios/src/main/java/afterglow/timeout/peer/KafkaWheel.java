package afterglow.timeout.peer;

import afterglow.timeout.BuiltIn;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Family;
import afterglow.timeout.Fault;
import afterglow.timeout.FreshTimer;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.server.util.timer.SystemTimer;
import org.apache.kafka.server.util.timer.SystemTimerReaper;
import org.apache.kafka.server.util.timer.Timer;
import org.apache.kafka.server.util.timer.TimerTask;

/**
 * Kafka's {@link SystemTimer}, a hierarchy of wheels of 20 ticks of 1 ms, driven by Kafka's own reaper thread: a new task
 * for each send, cancelled when the send is over. Cancelling unlinks at once.
 *
 * <p>An expiry goes from the reaper to an executor, which is a second hop. The trap: deadlines are whole milliseconds of a
 * clock that is rounded down, so a timeout may come up to 1 ms early.
 *
 * <p>The use: Kafka's {@code DelayedOperationPurgatory} adds each waiting request as a task and cancels it when the request
 * completes; its {@code ClientMetricsManager} makes the timer and the reaper so.
 */
public final class KafkaWheel implements TimeoutStrategy {

    private final SystemTimer timer = new SystemTimer("afterglow-kafka-wheel");
    private final Timer reaper = new SystemTimerReaper("afterglow-kafka-wheel-reaper", timer);
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public Timeout open(Expiry expiry) {
        return new FreshTimer<TimerTask>(
                (nanos, ticket) -> {
                    TimerTask armed = new TimerTask(FreshTimer.wholeMillis(nanos)) {
                        @Override
                        public void run() {
                            expiry.tell(ticket);
                        }
                    };
                    reaper.add(armed);
                    return armed;
                },
                armed -> armed.cancel());
    }

    @Override
    public Object retentionRoot() {
        return timer;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return; // the reaper wakes itself with a task, which its timer refuses the second time
        }
        try {
            reaper.close();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka's timer did not stop", e);
        }
    }

    public static final class Provider extends BuiltIn {
        public Provider() {
            super(
                    Descriptor.of("kafka-wheel", Family.PEER, "Kafka's SystemTimer, tick of 1 ms; cancelled")
                            .granularity(Duration.ofMillis(2))
                            .admitting(Fault.EARLY),
                    KafkaWheel::new,
                    () -> SystemTimer.class);
        }
    }
}
