package afterglow.relay;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * A JMH profiler that makes a JVM wait for its turn before its warm-up and before each measured iteration, and reports what
 * the process did in the slice and since the previous one. It must be the first profiler: the others then measure the slice alone.
 */
public final class TurnProfiler implements InternalProfiler {

    /** The names of the results, which are columns of the tables of slices. */
    static final List<String> COLUMNS = List.of("wait_share", "cpu_ms", "parked_ms", "parked_cpu_ms", "jit_ms");

    /** How the operating system, which cuts names short, calls JMH's measuring threads. */
    private static final String WORKER = "afterglow.bench";

    private @Nullable Path worker;
    private @Nullable Sample begin;
    private @Nullable Sample end;

    /** What the process had done at a moment; the measuring thread's times are 0 where the system does not tell them. */
    private record Sample(long nanos, long cpuNanos, long jitMillis, ThreadTimes worker) {}

    @Override
    public String getDescription() {
        return "Waits for the relay's turn; only for JVMs that a relay started";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        if (iteration.getType() == IterationType.WARMUP && begin != null) {
            return; // The whole warm-up is one turn.
        }
        Turn.await();
        begin = sample();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        Sample before = end;
        if (before == null) {
            // From here on what was opened is old, as in a service, for all: a store into a young queue is cheaper.
            System.gc();
        }
        Sample from = begin;
        Sample to = sample();
        end = to;
        if (iteration.getType() == IterationType.WARMUP || before == null || from == null) {
            return List.of();
        }
        List<ScalarResult> results = new ArrayList<>();
        long ran = to.worker().ranNanos() - from.worker().ranNanos();
        long waited = to.worker().waitedNanos() - from.worker().waitedNanos();
        if (ran > 0) {
            double share = (double) waited / (double) (ran + waited);
            results.add(new ScalarResult("wait_share", share, "share", AggregationPolicy.AVG));
        }
        results.add(millis("cpu_ms", to.cpuNanos() - from.cpuNanos()));
        results.add(millis("parked_ms", from.nanos() - before.nanos()));
        results.add(millis("parked_cpu_ms", from.cpuNanos() - before.cpuNanos()));
        results.add(millis("jit_ms", TimeUnit.MILLISECONDS.toNanos(to.jitMillis() - from.jitMillis())));
        return results;
    }

    private Sample sample() {
        if (worker == null) {
            // There is none before its first iteration.
            worker = ThreadTimes.named(WORKER).orElse(null);
        }
        return new Sample(
                System.nanoTime(),
                Turn.cpuNanos(),
                ManagementFactory.getCompilationMXBean().getTotalCompilationTime(),
                Optional.ofNullable(worker).flatMap(ThreadTimes::of).orElse(new ThreadTimes(0, 0)));
    }

    private static ScalarResult millis(String column, long nanos) {
        return new ScalarResult(column, nanos / 1e6, "ms", AggregationPolicy.AVG);
    }
}
