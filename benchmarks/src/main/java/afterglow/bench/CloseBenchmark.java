package afterglow.bench;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Tally;
import afterglow.timeout.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take from the broker's close until the last of several publishers, which wait for a stalled subscriber, returns?
 *
 * <pre>{@code java -jar benchmarks.jar Close -p strategy=none,wheel -p publishers=1,64}</pre>
 *
 * <p>One operation is one close, however many publishers there are; the strategy stays open. No part of {@code compare.sh}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
// A single shot takes what it takes: the times are for the estimate of the run.
@Warmup(iterations = 50, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 50, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class CloseBenchmark extends JmhDefaults {

    private static final String TOPIC = "measured";
    private static final long SEND_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long LOOK_AGAIN_NANOS = 20_000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Tally EXPECTED = new Tally(0, 0, 2);

    /** How many wait when the broker closes. */
    @Param({"1", "8", "64"})
    public int publishers;

    private final ThreadFactory threads = DaemonThreads.named("publisher");
    private final List<FutureTask<Tally>> broadcasts = new ArrayList<>();
    private TimedStrategy contestant;
    private Broker<Object> broker;

    @Setup
    public void open(TimedStrategy timed) {
        contestant = timed;
    }

    /** Makes every publisher wait for the first of two subscribers, whose queue is full. */
    @Setup(Level.Iteration)
    public void fill() {
        broker = new Broker<>(contestant.timeouts, SEND_NANOS);
        broker.setQueueCapacity(1);
        broker.subscribe(TOPIC);
        broker.broadcast(TOPIC, "fills");
        broker.subscribe(TOPIC);
        broadcasts.clear();
        for (int publisher = 0; publisher < publishers; publisher++) {
            FutureTask<Tally> broadcast = new FutureTask<>(() -> broker.broadcast(TOPIC, "waits"));
            broadcasts.add(broadcast);
            Thread thread = threads.newThread(broadcast);
            thread.start();
            awaitSend(thread);
        }
    }

    private void awaitSend(Thread publisher) {
        long start = System.nanoTime();
        while (!(LockSupport.getBlocker(publisher) instanceof Lane)) {
            if (!publisher.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                throw contestant.isVoid(": a send to a stalled subscriber does not wait");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    @Benchmark
    public long close(Outcomes outcomes) throws InterruptedException, ExecutionException {
        broker.close();
        for (FutureTask<Tally> broadcast : broadcasts) {
            outcomes.add(contestant.strategy, EXPECTED, broadcast.get());
        }
        return outcomes.closed;
    }
}
