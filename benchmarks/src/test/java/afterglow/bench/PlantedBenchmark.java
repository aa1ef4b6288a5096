package afterglow.bench;

import afterglow.broadcast.Tally;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two broadcasts that are wrong on purpose: one whose work nobody uses, so that none is left, one that skips some. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlantedBenchmark {

    @Param("none")
    public String strategy;

    @Param("100")
    public int subscribers;

    /** Sums up, and throws the sum away. */
    @Benchmark
    @SuppressWarnings("UnusedVariable")
    public void broadcast() {
        long sum = 0;
        for (int subscriber = 0; subscriber < subscribers; subscriber++) {
            sum += subscriber;
        }
    }

    /** Sends to one subscriber fewer than it should. */
    @Benchmark
    public void shortBroadcast(Outcomes outcomes) {
        outcomes.add(strategy, new Tally(subscribers, 0, 0), new Tally(subscribers - 1, 0, 0));
    }
}
