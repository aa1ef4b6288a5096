package afterglow.bench;

import afterglow.broadcast.Rehearsal;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
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
 * What does the timeout of one request cost, which is opened, armed, disarmed and closed for it?
 *
 * <pre>{@code java -jar benchmarks.jar Request -p strategy=none,wheel,reused,netty-wheel -prof gc}</pre>
 *
 * <p>So RPC stacks use theirs; {@link ArmDisarmBenchmark} keeps the timeout, which favours a strategy that pays when it is
 * opened. One operation is one request, so it is one send. Nothing is sent; the timeout escapes, as if it lay with its request.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 25, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {FixedHeap.INITIAL, FixedHeap.MOST, FixedHeap.TOUCHED})
public class RequestBenchmark {

    /** A strategy, which all threads share. */
    @State(Scope.Benchmark)
    public static class Shared {

        /** An id of the registry; the command line puts every one here that serves sends for which no thread waits. */
        @Param("none")
        public String strategy;

        private TimeoutStrategy timeouts;
        private Descriptor descriptor;

        @Setup
        public void open() {
            Strategies strategies = Strategies.load();
            descriptor = strategies.describe(strategy);
            timeouts = strategies.create(strategy);
            Rehearsal.playRequests(timeouts, descriptor);
        }

        /** Ends an iteration with what it abandoned: the next one, or another JVM, would pay for it. */
        @TearDown(Level.Iteration)
        public void drain() throws InterruptedException {
            Backlog.drain(timeouts, descriptor, TimeUnit.MILLISECONDS.toNanos(5));
        }

        @TearDown
        public void close() {
            timeouts.close();
        }
    }

    /** The requests of one thread, one after the other. */
    @State(Scope.Thread)
    public static class Requests {

        /** The time given to each. */
        @Param("5")
        public int timeoutMillis;

        private final Expiry unheard = ticket -> {};
        private long nanos;
        private long ticket;

        @Setup
        public void open() {
            nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        }
    }

    @Benchmark
    public Timeout request(Shared shared, Requests own) {
        Timeout timeout = shared.timeouts.open(own.unheard);
        timeout.arm(own.nanos, ++own.ticket);
        timeout.disarm();
        timeout.close();
        return timeout;
    }
}
