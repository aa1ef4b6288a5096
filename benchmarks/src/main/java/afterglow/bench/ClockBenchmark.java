package afterglow.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/**
 * What does it cost to read the clock once? The yardstick for {@link ArmDisarmBenchmark}: run both in one run.
 *
 * <pre>java -cp benchmarks.jar org.openjdk.jmh.Main 'ClockBenchmark|ArmDisarmBenchmark' -p strategy=wheel</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ClockBenchmark {

    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
