package afterglow.bench;

import afterglow.jvm.Jdk;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How a benchmark runs that does not say otherwise: JMH takes from a superclass what a benchmark's own class does not say.
 *
 * <p>The heap is small, of a fixed size, and touched before anything is timed. With JMH's default, a strategy that allocates pays for
 * the first touch of ever new pages, up to some hundred ns for each send; a service has paid that once it has run for a minute.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 25, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsPrepend = {
            "-Xms" + JmhDefaults.HEAP_MEGABYTES + "m",
            "-Xmx" + JmhDefaults.HEAP_MEGABYTES + "m",
            Jdk.LARGE_REGIONS,
            JmhDefaults.TOUCHED
        })
abstract class JmhDefaults {

    static final int HEAP_MEGABYTES = 256;
    static final String TOUCHED = "-XX:+AlwaysPreTouch";
}
