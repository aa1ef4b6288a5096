package afterglow.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * What does the least work of a broadcast cost, written by hand as one loop, without lanes and without timeouts?
 *
 * <pre>{@code java -jar benchmarks.jar 'Broadcast|InFlight|HandWritten' -p strategy=none -p subscribers=100}</pre>
 *
 * <p>One operation is one broadcast. A floor that is well below it in the same run has had its work optimised away, and every
 * ratio to it is void.
 */
public class HandWrittenBenchmark extends JmhDefaults {

    /** Up to three workers share a broadcast, and on a busy machine one of two times may double. */
    private static final int WELL_BELOW = 6;

    /** The queues of a blocking broadcast. */
    @State(Scope.Benchmark)
    public static class Queues {

        /** As in {@link BroadcastBenchmark}; more than 100 are shared by several workers there. */
        @Param("100")
        public int subscribers;

        private final Object message = new Object();
        private final List<ArrayBlockingQueue<Object>> queues = new ArrayList<>();
        private int filled;

        @Setup
        public void open() {
            for (int i = 0; i < subscribers; i++) {
                queues.add(new ArrayBlockingQueue<>(BroadcastBenchmark.CAPACITY));
            }
        }
    }

    /** The sends of an in-flight broadcast: even is outstanding, odd is over. */
    @State(Scope.Benchmark)
    public static class Sends {

        /** As in {@link InFlightBenchmark}. */
        @Param({"100", "1000", "10000"})
        public int outstanding;

        private AtomicLongArray sends;
        private long number;

        @Setup
        public void open() {
            sends = new AtomicLongArray(outstanding);
        }
    }

    /** Offers to every queue; returns how many took it. */
    @Benchmark
    public int broadcast(Queues to) {
        if (to.filled == BroadcastBenchmark.CAPACITY) {
            to.queues.forEach(ArrayBlockingQueue::clear);
            to.filled = 0;
        }
        int taken = 0;
        for (ArrayBlockingQueue<Object> queue : to.queues) {
            if (queue.offer(to.message)) {
                taken++;
            }
        }
        to.filled++;
        return taken;
    }

    /** Makes every send outstanding, and then decides each; returns how many it decided. */
    @Benchmark
    public int inFlight(Sends of) {
        of.number += 2;
        for (int send = 0; send < of.outstanding; send++) {
            of.sends.setRelease(send, of.number);
        }
        int decided = 0;
        for (int send = 0; send < of.outstanding; send++) {
            if (of.sends.compareAndSet(send, of.number, of.number + 1)) {
                decided++;
            }
        }
        return decided;
    }

    /** What is wrong with the floors among these results, a sentence each; empty if nothing is. */
    static List<String> doubts(Collection<RunResult> results) {
        List<String> doubts = new ArrayList<>();
        for (RunResult byHand : results) {
            if (byHand.getParams().getBenchmark().startsWith(HandWrittenBenchmark.class.getName() + ".")) {
                results.stream()
                        .filter(floor -> isFloorOf(floor.getParams(), byHand.getParams())
                                && nanos(floor) < nanos(byHand) / WELL_BELOW)
                        .map(floor ->
                                "void: a broadcast of %s takes the floor %.0f ns, and the same written by hand %.0f ns"
                                        .formatted(floor.getParams().getBenchmark(), nanos(floor), nanos(byHand)))
                        .forEach(doubts::add);
            }
        }
        return doubts;
    }

    private static boolean isFloorOf(BenchmarkParams floor, BenchmarkParams byHand) {
        return floor.getBenchmark().endsWith(".broadcast")
                && Subject.FLOOR.equals(floor.getParam("strategy"))
                && byHand.getParamsKeys().stream()
                        .allMatch(name -> byHand.getParam(name).equals(floor.getParam(name)));
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }
}
