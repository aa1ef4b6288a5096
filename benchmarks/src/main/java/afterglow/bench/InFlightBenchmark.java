package afterglow.bench;

import afterglow.broadcast.AckOrder;
import afterglow.broadcast.InFlight;
import afterglow.broadcast.Tally;
import afterglow.timeout.Labelled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a send cost that is outstanding, with all others of its broadcast, until its subscriber acknowledges it?
 *
 * <pre>{@code java -jar benchmarks.jar InFlight -p strategy=none,wheel,or-timeout -p outstanding=100,10000}</pre>
 *
 * <p>One operation is one broadcast, so divide by {@code outstanding} for one send: its arm on the measuring thread, and after
 * the last of them its acknowledgement and disarm on the subscribers' thread. The two threads hand over twice a broadcast,
 * the same for every strategy; at 100 outstanding that is the greater part.
 */
@State(Scope.Benchmark)
public class InFlightBenchmark extends JmhDefaults {

    /** How many sends are outstanding at once: as many as the broadcast has. */
    @Param({"100", "1000", "10000"})
    public int outstanding;

    /** In what order they are acknowledged: in-order, or shuffled. */
    @Param("shuffled")
    public String order;

    /** The time given to each send: long enough that none expires, and no longer, as some strategies keep it that long. */
    @Param("500")
    public int timeoutMillis;

    private TimedStrategy contestant;
    private InFlight sends;
    private Tally expected;
    private long acknowledged;

    @Setup
    public void open(TimedStrategy timed) {
        contestant = timed;
        sends = new InFlight(
                timed.timeouts,
                outstanding,
                TimeUnit.MILLISECONDS.toNanos(timeoutMillis),
                Labelled.of(AckOrder.class, order));
        expected = new Tally(outstanding, 0, 0);
    }

    /** The subscribers count what they acknowledged by themselves; a broadcast that did not reach them is void. */
    @Benchmark
    public Tally broadcast(Outcomes outcomes) {
        Tally tally = sends.broadcast();
        outcomes.add(contestant.strategy, expected, tally);
        long acknowledgedNow = sends.acknowledged();
        if (acknowledgedNow - acknowledged != tally.delivered()) {
            throw contestant.isVoid(" delivered " + tally.delivered() + " sends of which "
                    + (acknowledgedNow - acknowledged) + " were acknowledged");
        }
        acknowledged = acknowledgedNow;
        return tally;
    }

    @TearDown
    public void close() {
        sends.close();
    }
}
