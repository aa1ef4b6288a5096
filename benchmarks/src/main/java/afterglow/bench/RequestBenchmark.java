package afterglow.bench;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does the timeout of one request cost, which is opened, armed, disarmed and closed for it?
 *
 * <pre>{@code java -jar benchmarks.jar Request -p strategy=none,wheel,reused,netty-wheel -prof gc}</pre>
 *
 * <p>{@link ArmDisarmBenchmark} keeps the timeout, which favours a strategy that pays when it is opened. Here one request follows the
 * other on one thread, which favours a strategy that reuses what was just closed. One operation is one request, so it is one send.
 * Nothing is sent; the timeout escapes, as if it lay with its request.
 */
public class RequestBenchmark extends JmhDefaults {

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
    public Timeout request(TimedStrategy contestant, Requests own) {
        Timeout timeout = contestant.timeouts.open(own.unheard);
        timeout.arm(own.nanos, ++own.ticket);
        timeout.disarm();
        timeout.close();
        return timeout;
    }
}
