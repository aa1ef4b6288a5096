package afterglow.bench;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Subscription;
import afterglow.broadcast.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What does a send cost when several publishers share one broker and its strategy, each with a topic of its own?
 *
 * <pre>{@code java -jar benchmarks.jar Contention -p strategy=none,scheduled-removed,wheel -t 4}</pre>
 *
 * <p>One operation is one broadcast of one publisher, so divide by {@code subscribers} for one send. There are 4 publishers unless
 * {@code -t} says how many; with more of them than cores an operation waits for one, the floor's too. No part of {@code compare.sh}.
 */
@Threads(4)
public class ContentionBenchmark extends JmhDefaults {

    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @State(Scope.Benchmark)
    public static class Shared {

        /** How many each message goes to; up to 100 of them the publisher is the only worker. */
        @Param("100")
        public int subscribers;

        private String strategy;
        private Broker<Object> broker;
        private Tally expected;

        @Setup
        public void open(TimedStrategy contestant) {
            strategy = contestant.strategy;
            broker = new Broker<>(contestant.timeouts, SEND_NANOS);
            broker.setQueueCapacity(BroadcastBenchmark.CAPACITY);
            expected = new Tally(subscribers, 0, 0);
        }

        @TearDown
        public void close() {
            broker.close();
        }
    }

    /** One publisher, its topic and that one's subscribers. */
    @State(Scope.Thread)
    public static class Publisher {

        private final Object message = new Object();
        private final List<Subscription<Object>> audience = new ArrayList<>();
        private String topic;
        private int filled;

        @Setup
        public void open(Shared shared) {
            topic = Thread.currentThread().getName();
            for (int i = 0; i < shared.subscribers; i++) {
                audience.add(shared.broker.subscribe(topic));
            }
        }
    }

    @Benchmark
    public Tally broadcast(Shared shared, Publisher publisher, Outcomes outcomes) {
        if (publisher.filled == BroadcastBenchmark.CAPACITY) {
            publisher.audience.forEach(Subscription::clear);
            publisher.filled = 0;
        }
        Tally tally = shared.broker.broadcast(publisher.topic, publisher.message);
        publisher.filled++;
        outcomes.add(shared.strategy, shared.expected, tally);
        return tally;
    }
}
