package afterglow.compare;

import afterglow.cli.EnvironmentException;
import afterglow.results.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
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
 * One timed step, run: a JMH fork.
 *
 * @param step what it measures
 * @param effort how long
 */
record TimedRun(Step.Timed step, Effort effort) {

    /**
     * Runs it.
     *
     * @throws StepFailedException if the fork dies, or its contestant did other work than it should
     */
    Collection<RunResult> run() {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(step.timing().subject().include())
                .jvm(step.variant().jdk().java().toString())
                .jvmArgsAppend(step.variant().flags().toArray(String[]::new))
                .param("strategy", step.strategy())
                .forks(1)
                .warmupIterations(effort.warmups())
                .warmupTime(TimeValue.milliseconds(effort.warmupMillis()))
                .measurementIterations(effort.iterations())
                .measurementTime(TimeValue.milliseconds(effort.iterationMillis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        step.timing().parameters(step.size()).forEach(options::param);
        try {
            return new Runner(options.build()).run();
        } catch (RunnerException e) {
            if (String.valueOf(e.getMessage()).contains("JMH lock")) {
                throw new EnvironmentException(
                        "another JMH run is going on, and both would spoil each other's times; wait for its end, then go on"
                                + " with --resume",
                        e);
            }
            throw new StepFailedException(step, e);
        }
    }

    /** The rows of its table: one for each measured iteration. */
    List<Row> rows(Collection<RunResult> results) {
        List<Row> rows = new ArrayList<>();
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                for (IterationResult measured : fork.getIterationResults()) {
                    Row row = step.variant()
                            .mark(Row.of(step.timing().schema()))
                            .set("round", step.round())
                            .set("strategy", step.id())
                            .set("iteration", rows.size() + 1);
                    rows.add(step.timing().observe(row, step.size(), fork.getParams(), measured));
                }
            }
        }
        return rows;
    }

    /** Whether JMH gave every measured iteration that it was asked for. */
    boolean complete(Collection<RunResult> results) {
        return results.stream()
                        .flatMap(result -> result.getBenchmarkResults().stream())
                        .flatMap(fork -> Stream.of(fork.getIterationResults().size()))
                        .mapToInt(Integer::intValue)
                        .sum()
                == effort.iterations();
    }
}
