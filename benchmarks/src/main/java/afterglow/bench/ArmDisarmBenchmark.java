package afterglow.bench;

import afterglow.timeout.Timeout;
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
 * What does it cost to arm and disarm one timeout, with nothing to send, while other timers are outstanding?
 *
 * <p>Each thread has a lane of its own; the others wait for an hour, so that none fires meanwhile. Run it with
 *
 * <pre>{@code java -jar benchmarks.jar ArmDisarm -p strategy=none,wheel,reused -p outstanding=0,100000 -prof gc}</pre>
 *
 * <p>and with {@code -t 2} for two threads. One operation is one pair, so it is one send.
 */
public class ArmDisarmBenchmark extends JmhDefaults {

    private static final long OUTSTANDING_NANOS = TimeUnit.HOURS.toNanos(1);

    @State(Scope.Benchmark)
    public static class Others {

        @Param({"0", "1000", "100000"})
        public int outstanding;

        private final List<Timeout> others = new ArrayList<>();

        @Setup
        public void open(TimedStrategy contestant) {
            for (int lane = 0; lane < outstanding; lane++) {
                Timeout other = contestant.timeouts.open(ticket -> {
                    throw new IllegalStateException("an outstanding timer fired");
                });
                other.arm(OUTSTANDING_NANOS, 1);
                others.add(other);
            }
        }

        @TearDown
        public void close(TimedStrategy contestant) {
            // Else they end with their strategy.
            if (!contestant.descriptor.sharedThreads().isEmpty()) {
                // The newest first: a future looks for what hangs on it from there, and oldest first takes minutes.
                for (int newest = others.size() - 1; newest >= 0; newest--) {
                    others.get(newest).disarm();
                    others.get(newest).close();
                }
            }
        }
    }

    @State(Scope.Thread)
    public static class Own {

        /** The time given to each send. */
        @Param("5")
        public int timeoutMillis;

        private long nanos;
        private long ticket;
        private Timeout timeout;

        @Setup
        public void open(Others others, TimedStrategy contestant) {
            nanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            timeout = contestant.timeouts.open(expired -> {});
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
