package afterglow.compare;

import afterglow.cli.EnvironmentException;
import afterglow.results.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One point of a timed step, run by JMH.
 *
 * @param step what it belongs to
 * @param point what is measured
 * @param effort how long
 */
record TimedRun(Step.Timed step, Point point, Effort effort) {

    /**
     * Runs it in a fork of JMH's.
     *
     * @throws StepFailedException if the fork dies, or its contestant did other work than it should
     */
    Collection<RunResult> run() {
        ChainedOptionsBuilder options = options(point, step.strategy(), effort.iterations(step.forks()))
                .jvm(step.variant().jdk().java().toString())
                .jvmArgsAppend(step.variant().flags().toArray(String[]::new))
                .forks(1);
        try {
            return new Runner(options.build()).run();
        } catch (RunnerException e) {
            requireNoOther(String.valueOf(e.getMessage()));
            throw new StepFailedException(step, e);
        }
    }

    /** What JMH is told, wherever it runs: all but the JVM. */
    static ChainedOptionsBuilder options(Point point, String strategy, Iterations iterations) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(point.timing().subject().include())
                .param("strategy", strategy)
                .warmupIterations(iterations.warmups())
                .warmupTime(TimeValue.milliseconds(iterations.warmupMillis()))
                .measurementIterations(iterations.measured())
                .measurementTime(TimeValue.milliseconds(iterations.measuredMillis()))
                // One thread measures: there is nobody to wait for.
                .syncIterations(false)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        point.timing().parameters(point.size()).forEach(options::param);
        return options;
    }

    /**
     * Looks whether JMH did not run because another JMH runs.
     *
     * @param said by JMH when it failed
     */
    static void requireNoOther(String said) {
        if (said.contains("JMH lock")) {
            throw new EnvironmentException(
                    "another JMH run is going on, and both would spoil each other's times; wait for its end, then go on"
                            + " with --resume",
                    null);
        }
    }

    /** The rows of its table: one for each measured iteration. */
    List<Row> rows(Collection<RunResult> results) {
        List<Row> rows = new ArrayList<>();
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (IterationResult measured : fork.getIterationResults()) {
                    Row row = step.variant()
                            .mark(Row.of(point.timing().schema()))
                            .set("round", step.round())
                            .set("strategy", step.id())
                            .set("iteration", rows.size() + 1);
                    rows.add(point.timing().observe(row, point.size(), fork.getParams(), measured));
                }
            }
        }
        if (rows.size() != effort.iterations(step.forks()).measured()) {
            throw new StepFailedException(step, "JMH gave fewer iterations than it was asked for");
        }
        return rows;
    }
}
