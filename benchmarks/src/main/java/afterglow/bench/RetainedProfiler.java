package afterglow.bench;

import afterglow.retention.Census;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * A JMH profiler: what each operation of any benchmark leaves in the heap.
 *
 * <pre>{@code java -jar benchmarks.jar Broadcast -p strategy=scheduled-cancelled -prof retained}</pre>
 *
 * <p>{@code retained.objects}, {@code retained.bytes} and {@code retained.timers}, objects of classes named like timers, are differences
 * of live counts after full GCs, before and after each measured iteration, for each operation. Several iterations, or the command
 * {@code retention} of scenarios.jar, tell growth from noise. The figures of {@code -prof gc} in the same run contain these GCs.
 */
public final class RetainedProfiler implements InternalProfiler {

    /** Not lambdas: their host may have such a name. */
    private static final Pattern TIMER =
            Pattern.compile("(?i)(?!\\[)(?!.*\\$\\$Lambda)(?:.*[.$])?[^.$]*(?:timer|timeout|schedul|delayed)[^.$]*");

    private long objects;
    private long bytes;
    private long timers;
    private boolean told;

    @Override
    public String getDescription() {
        return "Objects, bytes and timers that each operation leaves in the heap, by full GCs; measure -prof gc apart";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        if (iteration.getType() != IterationType.MEASUREMENT) {
            return;
        }
        if (!told) {
            told = true;
            System.out.println(
                    "# retained: two full GCs an iteration; gc.count and gc.alloc.rate of this run contain them");
        }
        // Twice: the first count itself leaves something that the second finds already there.
        count(Census.take());
        count(Census.take());
    }

    private void count(Census census) {
        objects = census.objects();
        bytes = census.bytes();
        timers = timers(census);
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long operations = result.getMetadata().getAllOps();
        if (iteration.getType() != IterationType.MEASUREMENT || operations == 0) {
            return List.of();
        }
        Census after = Census.take();
        return List.of(
                perOperation("retained.objects", "#/op", after.objects() - objects, operations),
                perOperation("retained.bytes", "B/op", after.bytes() - bytes, operations),
                perOperation("retained.timers", "#/op", timers(after) - timers, operations));
    }

    private static ScalarResult perOperation(String name, String unit, long more, long operations) {
        return new ScalarResult(name, (double) more / (double) operations, unit, AggregationPolicy.AVG);
    }

    private static long timers(Census census) {
        return census.byClass().entrySet().stream()
                .mapToLong(entry -> isTimer(entry.getKey()) ? entry.getValue().objects() : 0)
                .sum();
    }

    static boolean isTimer(String className) {
        return TIMER.matcher(className).matches();
    }
}
