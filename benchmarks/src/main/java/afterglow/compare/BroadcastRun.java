package afterglow.compare;

import afterglow.bench.BroadcastBenchmark;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One broadcast step, run: a JMH fork on a JDK.
 *
 * @param jdk what it runs on
 * @param step what it measures
 */
record BroadcastRun(Jdk jdk, Step.Broadcast step) {

    /**
     * Runs it.
     *
     * @throws StepFailedException if the fork dies, or its contestant did other work than it should
     */
    Collection<RunResult> run() {
        Effort effort = step.effort();
        Options options = new OptionsBuilder()
                .include(BroadcastBenchmark.class.getName() + "\\.broadcast$")
                .jvm(jdk.java().toString())
                .jvmArgsAppend(jdk.quietFlags().toArray(String[]::new))
                .param("strategy", step.strategy())
                .param("subscribers", Integer.toString(step.subscribers()))
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(TimeValue.milliseconds(effort.warmupMillis()))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.iterationMillis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        try {
            return new Runner(options).run();
        } catch (RunnerException e) {
            throw new StepFailedException(step, e);
        }
    }

    /** The rows of {@code broadcast.csv}: one for each measured iteration. */
    List<Row> rows(Collection<RunResult> results) {
        List<Row> rows = new ArrayList<>();
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                int iteration = 0;
                for (IterationResult measured : fork.getIterationResults()) {
                    rows.add(row(++iteration, measured));
                }
            }
        }
        return rows;
    }

    @SuppressWarnings("rawtypes") // JMH's own signature
    private Row row(int iteration, IterationResult measured) {
        Map<String, Result> secondary = measured.getSecondaryResults();
        double sends = step.subscribers();
        return Row.of(Schema.BROADCAST)
                .set("round", step.round())
                .set("jdk", jdk.feature())
                .set("strategy", step.strategy())
                .set("subscribers", step.subscribers())
                .set("stalled_percent", 0)
                .set("workers", "platform")
                .set("iteration", iteration)
                .set("ns_per_send", measured.getPrimaryResult().getScore() / sends)
                .set("bytes_per_send", secondary.get("gc.alloc.rate.norm").getScore() / sends)
                .set("delivered", Math.round(secondary.get("delivered").getScore()))
                .set("timed_out", Math.round(secondary.get("timedOut").getScore()))
                .set("closed", Math.round(secondary.get("closed").getScore()));
    }
}
