package afterglow.bench;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Subscription;
import afterglow.broadcast.Tally;
import afterglow.broadcast.WorkerThreads;
import afterglow.timeout.Labelled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

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
public class BroadcastBenchmark extends JmhDefaults {

    static final int CAPACITY = 64;

    private static final String TOPIC = "measured";
    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

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
    private TimedStrategy contestant;
    private Broker<Object> broker;
    private Tally expected;
    private int filled;

    @Setup
    public void open(TimedStrategy timed) {
        contestant = timed;
        broker = new Broker<>(timed.timeouts, SEND_NANOS, Labelled.of(WorkerThreads.class, workers));
        int stalled = (subscribers * stalledPercent + 99) / 100;
        if (stalled > 0 && !timed.descriptor.alwaysExpires()) {
            throw new IllegalArgumentException(
                    "strategy '" + timed.strategy + "' never gives up on a stalled subscriber; -p stalledPercent=0");
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
        outcomes.add(contestant.strategy, expected, tally);
        return tally;
    }

    @TearDown
    public void close() {
        broker.close();
    }
}
