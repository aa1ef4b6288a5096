package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.Condition;
import afterglow.bench.JmhFiles;
import afterglow.cli.Plugins;
import afterglow.cli.Progress;
import afterglow.contract.DeadlinesStep;
import afterglow.results.Row;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import org.openjdk.jmh.results.RunResult;

/** The steps of a plan, run one after the other; after each, what it observed is in the run's files. Not thread-safe. */
final class Execution {

    private static final Duration RETENTION_AT_MOST = Duration.ofMinutes(1);
    private static final Duration DEADLINES_AT_MOST = Duration.ofMinutes(5);
    private static final Duration ACCURACY_AT_MOST = Duration.ofMinutes(1);
    private static final Duration DEADLINE = Duration.ofMillis(5);
    private static final int LANES = 100;

    private final Plan plan;
    private final Plugins plugins;
    private final Observations observations;
    private final JmhFiles jmhFiles;

    Execution(Plan plan, Plugins plugins, Observations observations, JmhFiles jmhFiles) {
        this.plan = plan;
        this.plugins = plugins;
        this.observations = observations;
        this.jmhFiles = jmhFiles;
    }

    /**
     * Runs every step of a part that has not been observed yet; returns what those said that failed.
     *
     * @param enough asked after each round whether the rounds that follow are still needed
     */
    List<String> run(Shard shard, Progress progress, IntPredicate enough) throws IOException, InterruptedException {
        // JMH gives its forks the class path that this property names: ours, and the user's own strategies.
        System.setProperty("java.class.path", plugins.classPath());
        List<String> failures = new ArrayList<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            if (!shard.has(round)) {
                continue;
            }
            for (Step step : plan.round(round)) {
                if (!observations.has(step)) {
                    attempt(step, progress, failures);
                }
            }
            if (enough.test(round)) {
                break;
            }
        }
        progress.clear();
        return failures;
    }

    private void attempt(Step step, Progress progress, List<String> failures) throws IOException, InterruptedException {
        progress.begin("round %d/%d, %s: %s"
                .formatted(step.round(), plan.rounds(), step.variant().label(), step.label()));
        try {
            run(step);
        } catch (StepFailedException e) {
            failures.add(e.getMessage());
            progress.note("failed: " + e.getMessage());
        }
        progress.end();
    }

    private void run(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Timed timed) {
            TimedRun run = new TimedRun(timed, plan.effort());
            Collection<RunResult> results = run.run();
            if (!run.complete(results)) {
                throw new StepFailedException(step, "JMH gave fewer iterations than it was asked for");
            }
            jmhFiles.add(results);
            observations.add(timed, run.rows(results));
        } else if (step instanceof Step.Retention counted) {
            count(counted);
        } else if (step instanceof Step.Faults tried) {
            observations.add(tried, deadlines(tried));
        } else if (step instanceof Step.Accuracy fired) {
            time(fired);
        }
    }

    private void time(Step.Accuracy step) throws IOException, InterruptedException {
        AccuracyStep.Result result = new AccuracyStep(
                        step.variant().jdk(),
                        plugins.classPath(),
                        step.strategy(),
                        DEADLINE,
                        LANES,
                        Condition.IDLE,
                        AccuracyStep.QUICK,
                        plan.seed())
                .run(ACCURACY_AT_MOST);
        if (result instanceof AccuracyStep.Measured measured) {
            observations.add(step, measured);
        } else if (result instanceof AccuracyStep.Failed failed) {
            throw new StepFailedException(step, failed.reason());
        } else if (result instanceof AccuracyStep.Absent absent) {
            throw new StepFailedException(step, absent.reason());
        }
    }

    private void count(Step.Retention step) throws IOException, InterruptedException {
        ExecutorService together =
                Executors.newFixedThreadPool(step.strategies().size());
        try {
            List<Future<RetentionStep.Result>> results = new ArrayList<>();
            for (String strategy : step.strategies()) {
                results.add(
                        together.submit(() -> remains(step.variant(), strategy).run(RETENTION_AT_MOST)));
            }
            List<String> failures = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                RetentionStep.Result result = results.get(i).get();
                if (result instanceof RetentionStep.Measured measured) {
                    observations.add(step, measured);
                } else if (result instanceof RetentionStep.Failed failed) {
                    failures.add(step.strategies().get(i) + ": " + failed.reason());
                } else if (result instanceof RetentionStep.Absent absent) {
                    failures.add(step.strategies().get(i) + ": " + absent.reason());
                }
            }
            if (!failures.isEmpty()) {
                throw new StepFailedException(step, String.join("; ", failures));
            }
        } catch (ExecutionException e) {
            throw new StepFailedException(step, e);
        } finally {
            together.shutdownNow();
        }
    }

    private RetentionStep remains(Variant variant, String strategy) {
        return new RetentionStep(
                variant.jdk(),
                plugins.classPath(),
                strategy,
                Ending.DELIVERED,
                variant.countedUnder(),
                afterglow.retention.Effort.QUICK);
    }

    private List<Row> deadlines(Step.Faults step) throws InterruptedException {
        try {
            return new DeadlinesStep(step.variant().jdk(), plugins.classPath(), step.strategies())
                    .run(DEADLINES_AT_MOST);
        } catch (IOException e) {
            throw new StepFailedException(step, e);
        }
    }
}
