package afterglow.bench;

import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to read the clock once? The yardstick for {@link ArmDisarmBenchmark}: run both in one run.
 *
 * <pre>java -jar benchmarks.jar 'Clock|ArmDisarm' -p strategy=none,wheel</pre>
 */
public class ClockBenchmark extends JmhDefaults {

    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }
}
