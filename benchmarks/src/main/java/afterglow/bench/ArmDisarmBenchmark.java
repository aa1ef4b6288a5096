package afterglow.bench;

import afterglow.broadcast.Rehearsal;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to arm and disarm one timeout, with nothing to send, while other timers are outstanding?
 *
 * <p>Each thread has a lane of its own; the others wait for an hour, so that none fires meanwhile. Run it with
 *
 * <pre>{@code java -jar benchmarks.jar ArmDisarm -p strategy=none,wheel,reused -p outstanding=0,100000 -prof gc}</pre>
 *
 * <p>and with {@code -t 2} for two threads. One operation is one pair, so it is one send.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 25, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {FixedHeap.INITIAL, FixedHeap.MOST, FixedHeap.TOUCHED})
public class ArmDisarmBenchmark {

    private static final long OUTSTANDING_NANOS = TimeUnit.HOURS.toNanos(1);

    /** A strategy and those of its timers that stay armed. */
    @State(Scope.Benchmark)
    public static class Shared {

        /** An id of the registry; the command line puts every one of them here. */
        @Param("none")
        public String strategy;

        /** Other lanes that are armed all the time. */
        @Param({"0", "1000", "100000"})
        public int outstanding;

        private TimeoutStrategy timeouts;
        private Descriptor descriptor;
        private List<Timeout> others;

        @Setup
        public void open() {
            Strategies strategies = Strategies.load();
            descriptor = strategies.describe(strategy);
            timeouts = strategies.create(strategy);
            Rehearsal.play(timeouts, descriptor);
            others = new ArrayList<>(outstanding);
            for (int lane = 0; lane < outstanding; lane++) {
                Timeout other = timeouts.open(ticket -> {
                    throw new IllegalStateException("an outstanding timer fired");
                });
                other.arm(OUTSTANDING_NANOS, 1);
                others.add(other);
            }
        }

        /** Ends an iteration with what it abandoned: the next one, or another JVM, would pay for it. */
        @TearDown(Level.Iteration)
        public void drain() throws InterruptedException {
            Backlog.drain(timeouts, descriptor, TimeUnit.MILLISECONDS.toNanos(5));
        }

        @TearDown
        public void close() {
            // Else they end with their strategy: disarming a hundred thousand one by one may take a minute.
            if (!descriptor.sharedThreads().isEmpty()) {
                for (Timeout other : others) {
                    other.disarm();
                    other.close();
                }
            }
            timeouts.close();
        }
    }

    /** A thread's own lane. */
    @State(Scope.Thread)
    public static class Own {

        /** The time given to each send. */
        @Param("5")
        public int timeoutMillis;

        private long nanos;
        private long ticket;
        private Timeout timeout;

        @Setup
        public void open(Shared shared) {
            nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            timeout = shared.timeouts.open(expired -> {});
        }

        @TearDown
        public void close() {
            timeout.close();
        }
    }

    @Benchmark
    public void armAndDisarm(Own own) {
        own.timeout.arm(own.nanos, ++own.ticket);
        own.timeout.disarm();
    }
}
