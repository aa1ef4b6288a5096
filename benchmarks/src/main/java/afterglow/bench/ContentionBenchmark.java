package afterglow.bench;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Rehearsal;
import afterglow.broadcast.Subscription;
import afterglow.broadcast.Tally;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a send cost when several publishers share one broker and its strategy, each with a topic of its own?
 *
 * <pre>{@code java -jar benchmarks.jar Contention -p strategy=none,scheduled-removed,wheel -t 4}</pre>
 *
 * <p>No part of the plan of {@code compare.sh}: run it by that command.
 *
 * <p>One operation is one broadcast of one publisher, so divide by {@code subscribers} for one send. There are 4 publishers
 * unless {@code -t} says how many; with more of them than cores an operation takes its share of waiting for one, the floor's
 * too.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 25, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Threads(4)
@Fork(
        value = 3,
        jvmArgsPrepend = {FixedHeap.INITIAL, FixedHeap.MOST, FixedHeap.TOUCHED})
public class ContentionBenchmark {

    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** What the publishers share. */
    @State(Scope.Benchmark)
    public static class Shared {

        /** An id of the registry; the command line puts every one of them here. */
        @Param("none")
        public String strategy;

        /** How many each message goes to; up to 100 of them the publisher is the only worker. */
        @Param("100")
        public int subscribers;

        private TimeoutStrategy timeouts;
        private Descriptor descriptor;
        private Broker<Object> broker;
        private Tally expected;

        @Setup
        public void open() {
            Strategies strategies = Strategies.load();
            descriptor = strategies.describe(strategy);
            timeouts = strategies.create(strategy);
            Rehearsal.play(timeouts, descriptor);
            broker = new Broker<>(timeouts, SEND_NANOS);
            broker.setQueueCapacity(BroadcastBenchmark.CAPACITY);
            expected = new Tally(subscribers, 0, 0);
        }

        /** Ends an iteration with what it abandoned: the next one, or another JVM, would pay for it. */
        @TearDown(Level.Iteration)
        public void drain() throws InterruptedException {
            Backlog.drain(timeouts, descriptor, SEND_NANOS);
        }

        @TearDown
        public void close() {
            broker.close();
            timeouts.close();
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
