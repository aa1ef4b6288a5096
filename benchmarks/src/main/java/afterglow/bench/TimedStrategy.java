package afterglow.bench;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** The strategy that a benchmark times: created and rehearsed before its first iteration, closed after its last one. */
@State(Scope.Benchmark)
public class TimedStrategy {

    private static final int SEND_MILLIS = 5;
    private static final int SHORT_MILLIS = 20;
    private static final int MOST_DRAIN_MILLIS = 200;

    /** An id of the registry; the command line puts every strategy here that can take part, see {@link Main}. */
    @Param("none")
    public String strategy;

    TimeoutStrategy timeouts;
    Descriptor descriptor;
    private boolean abandons;
    private int sendMillis;

    @Setup
    public void create(BenchmarkParams benchmark) {
        Subject subject = Subject.of(benchmark.getBenchmark()).orElseThrow();
        Strategies strategies = Strategies.load();
        descriptor = strategies.describe(strategy);
        timeouts = strategies.create(strategy);
        subject.rehearse(timeouts, descriptor);
        abandons = subject.canAbandon()
                && descriptor.retention() != Verdict.CLEAN
                && descriptor.inFlight()
                && descriptor.alwaysExpires();
        String given = benchmark.getParam("timeoutMillis");
        sendMillis = given == null ? SEND_MILLIS : Integer.parseInt(given);
    }

    /**
     * Waits until the timers that an iteration abandoned have expired, at most 0.2 s. A strategy that abandons its timers makes
     * them faster than its thread expires them; without a pause they would pile up until the heap is full, and the next
     * iteration, or another JVM, would pay for them. If timeouts are long, only those that are due now are waited for.
     */
    @TearDown(Level.Iteration)
    public void drain() throws InterruptedException {
        if (!abandons) {
            return;
        }
        CountDownLatch expired = new CountDownLatch(1);
        Timeout last = timeouts.open(ticket -> expired.countDown());
        last.arm(TimeUnit.MILLISECONDS.toNanos(sendMillis > SHORT_MILLIS ? 0 : sendMillis), 1);
        if (!expired.await(MOST_DRAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            System.out.println("<not all expired>");
        }
        last.disarm();
        last.close();
    }

    IllegalStateException isVoid(String why) {
        return new IllegalStateException("void: strategy '" + strategy + "'" + why);
    }

    @TearDown
    public void close() {
        timeouts.close();
    }
}
