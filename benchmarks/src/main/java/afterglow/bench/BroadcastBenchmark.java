package afterglow.bench;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Rehearsal;
import afterglow.broadcast.Subscription;
import afterglow.broadcast.Tally;
import afterglow.broadcast.WorkerThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one blocking broadcast cost, each of whose sends is given 5 ms?
 *
 * <pre>{@code java -jar benchmarks.jar Broadcast -p strategy=none,reused,scheduled-cancelled -p subscribers=100,1000}</pre>
 *
 * <p>One operation is one broadcast, so divide by {@code subscribers} for one send. The receivers are part of it: every
 * {@value #CAPACITY} broadcasts the measuring thread empties all queues, 1 to 2 ns for each send, the same for every
 * strategy. A stalled subscriber's queue stays full, so each send to it takes the whole 5 ms.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 25, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {FixedHeap.INITIAL, FixedHeap.MOST, FixedHeap.TOUCHED})
public class BroadcastBenchmark {

    static final int CAPACITY = 64;

    private static final String TOPIC = "measured";
    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** An id of the registry; the command line puts every one of them here, see {@link Main}. */
    @Param("none")
    public String strategy;

    /** How many the message goes to. */
    @Param({"100", "1000", "10000"})
    public int subscribers;

    /** The share of them that never takes a message, in percent, rounded up to whole subscribers. */
    @Param("0")
    public int stalledPercent;

    /** What the workers run on: platform, or virtual where the JDK has them. */
    @Param("platform")
    public String workers;

    private final Object message = new Object();
    private final List<Subscription<Object>> healthy = new ArrayList<>();
    private TimeoutStrategy timeouts;
    private Descriptor descriptor;
    private Broker<Object> broker;
    private Tally expected;
    private int filled;

    @Setup
    public void open() {
        Strategies strategies = Strategies.load();
        descriptor = strategies.describe(strategy);
        timeouts = strategies.create(strategy);
        Rehearsal.play(timeouts, descriptor);
        broker = new Broker<>(timeouts, SEND_NANOS, WorkerThreads.valueOf(workers.toUpperCase(Locale.ROOT)));
        int stalled = (subscribers * stalledPercent + 99) / 100;
        if (stalled > 0 && !descriptor.alwaysExpires()) {
            throw new IllegalArgumentException(
                    "strategy '" + strategy + "' never gives up on a stalled subscriber; -p stalledPercent=0");
        }
        // The stalled ones are spread evenly, so that every worker meets as many.
        int every = stalled == 0 ? Integer.MAX_VALUE : subscribers / stalled;
        int left = stalled;
        for (int i = 0; i < subscribers; i++) {
            boolean stall = left > 0 && i % every == every - 1;
            broker.setQueueCapacity(stall ? 1 : CAPACITY);
            Subscription<Object> subscription = broker.subscribe(TOPIC);
            if (stall) {
                left--;
            } else {
                healthy.add(subscription);
            }
        }
        expected = new Tally(subscribers - stalled, stalled, 0);
        // Fills the stalled queues; from now on every tally is the same.
        broker.broadcast(TOPIC, message);
        filled = 1;
    }

    /** Ends an iteration with what it abandoned: the next one, or another JVM, would pay for it. */
    @TearDown(Level.Iteration)
    public void drain() throws InterruptedException {
        Backlog.drain(timeouts, descriptor, SEND_NANOS);
    }

    /** The sends of one broadcast, and the receivers' part. */
    @Benchmark
    public Tally broadcast(Outcomes outcomes) {
        if (filled == CAPACITY) {
            for (Subscription<Object> subscription : healthy) {
                subscription.clear();
            }
            filled = 0;
        }
        Tally tally = broker.broadcast(TOPIC, message);
        filled++;
        outcomes.add(strategy, expected, tally);
        return tally;
    }

    @TearDown
    public void close() {
        broker.close();
        timeouts.close();
    }
}
