package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.Condition;
import afterglow.accuracy.LatenessStep;
import afterglow.bench.JmhFiles;
import afterglow.cli.Plugins;
import afterglow.cli.Progress;
import afterglow.contract.DeadlinesStep;
import afterglow.results.Row;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import afterglow.retention.TimelineStep;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/** The steps of a plan, run one after the other; after each, what it observed is in the run's files. Not thread-safe. */
final class Execution {

    private static final Duration RETENTION_AT_MOST = Duration.ofMinutes(1);
    private static final Duration DEADLINES_AT_MOST = Duration.ofMinutes(5);
    private static final Duration ACCURACY_AT_MOST = Duration.ofMinutes(1);
    private static final Duration DEADLINE = Duration.ofMillis(5);
    private static final int LANES = 100;

    private static final int SENDS_A_SECOND = 2_000;
    private static final Duration LIVE_AT_MOST = Duration.ofMillis(500);
    private static final Duration WATCHED_WHILE_SENDING = Duration.ofMillis(1_500);

    /** How long live timers are watched: the JVM's start, a probe, the sends, and until the last timer must be gone. */
    static final Duration WATCHED = Duration.ofMillis(1_200)
            .plus(WATCHED_WHILE_SENDING)
            .plus(LIVE_AT_MOST)
            .plusSeconds(1);

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
        int last = plan.rounds();
        for (int round = 1; round <= plan.rounds(); round++) {
            if (!shard.has(round)) {
                continue;
            }
            for (Step step : plan.round(round)) {
                // What is counted is spread over all rounds, and needed whole however few of them are enough.
                if (!observations.has(step) && !(round > last && step instanceof Step.Timed)) {
                    attempt(step, progress, failures);
                }
            }
            if (round < last && enough.test(round)) {
                last = round;
            }
        }
        jmhFiles.write();
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

    /** Runs a step, or what of it has not been observed yet. */
    void run(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Timed timed) {
            List<Point> missing = observations.missing(timed);
            if (timed.forks() == Forks.SHARED) {
                time(timed, missing);
            } else {
                for (Point point : missing) {
                    TimedRun run = new TimedRun(timed, point, plan.effort());
                    add(run, run.run());
                }
            }
        } else if (step instanceof Step.Counted counted) {
            count(counted);
        } else if (step instanceof Step.Accuracy fired) {
            time(fired);
        } else if (step instanceof Step.Lateness fired) {
            time(fired);
        }
    }

    /** A JVM for all points; when it ends before the last of them, another one for those that are left. */
    private void time(Step.Timed step, List<Point> points) throws IOException, InterruptedException {
        Map<String, List<String>> failures = new LinkedHashMap<>();
        List<Point> left = points;
        while (!left.isEmpty()) {
            SharedJvm.Answer answer = new SharedJvm(step, plan.effort(), plugins.classPath()).run(left);
            for (Collection<RunResult> results : answer.results()) {
                add(new TimedRun(step, left.get(0), plan.effort()), results);
                left = left.subList(1, left.size());
            }
            String failure = answer.failure();
            if (!left.isEmpty() && failure != null) {
                failures.computeIfAbsent(failure, end -> new ArrayList<>())
                        .add(left.get(0).label());
                left = left.subList(1, left.size());
            }
        }
        if (!failures.isEmpty()) {
            throw new StepFailedException(
                    step,
                    failures.entrySet().stream()
                            .map(failed -> String.join(", ", failed.getValue()) + " " + failed.getKey())
                            .collect(Collectors.joining("; ")));
        }
    }

    private void add(TimedRun run, Collection<RunResult> results) throws IOException {
        List<Row> rows = run.rows(results);
        jmhFiles.add(results);
        observations.add(run.point(), rows);
    }

    private void time(Step.Lateness step) throws IOException, InterruptedException {
        LatenessStep.Result result = new LatenessStep(
                        step.variant().jdk(),
                        plugins.classPath(),
                        observations.unfired(step),
                        DEADLINE,
                        LANES,
                        plan.seed())
                .run(ACCURACY_AT_MOST);
        for (AccuracyStep.Measured measured : result.measured()) {
            observations.add(step, measured);
        }
        if (!result.failures().isEmpty()) {
            throw new StepFailedException(step, String.join("; ", result.failures()));
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

    /** Deadlines in one JVM, timers that come and go in another for each strategy, objects in as many as there are cores. */
    private void count(Step.Counted step) throws IOException, InterruptedException {
        ExecutorService together = Executors.newFixedThreadPool(Step.TOGETHER);
        ExecutorService waiting = Executors.newCachedThreadPool();
        List<String> failures = new ArrayList<>();
        try {
            List<String> untried = observations.untried(step);
            Future<List<Row>> faults = waiting.submit(() -> deadlines(step.variant(), untried));
            Map<String, Future<TimelineStep.Result>> timelines = new LinkedHashMap<>();
            for (String id : observations.unwatched(step)) {
                timelines.put(
                        id, waiting.submit(() -> timeline(step.variant(), id).run(row -> {})));
            }
            Map<String, Future<RetentionStep.Result>> results = new LinkedHashMap<>();
            for (String id : observations.uncounted(step)) {
                results.put(
                        id, together.submit(() -> remains(step.variant(), id).run(RETENTION_AT_MOST)));
            }
            for (Map.Entry<String, Future<RetentionStep.Result>> entry : results.entrySet()) {
                RetentionStep.Result result = entry.getValue().get();
                if (result instanceof RetentionStep.Measured measured) {
                    observations.add(step, measured);
                } else if (result instanceof RetentionStep.Failed failed) {
                    failures.add(entry.getKey() + ": " + failed.reason());
                } else if (result instanceof RetentionStep.Absent absent) {
                    failures.add(entry.getKey() + ": " + absent.reason());
                }
            }
            observations.add(step, faults.get());
            for (Map.Entry<String, Future<TimelineStep.Result>> entry : timelines.entrySet()) {
                TimelineStep.Result result = entry.getValue().get();
                if (result instanceof TimelineStep.Watched watched) {
                    observations.add(step, watched);
                } else if (result instanceof TimelineStep.Failed failed) {
                    failures.add(entry.getKey() + ": its timeline's JVM " + failed.reason());
                }
            }
        } catch (ExecutionException e) {
            throw new StepFailedException(step, e);
        } finally {
            together.shutdownNow();
            waiting.shutdownNow();
        }
        if (!failures.isEmpty()) {
            throw new StepFailedException(step, String.join("; ", failures));
        }
    }

    private RetentionStep remains(Variant variant, String strategy) {
        return new RetentionStep(
                variant.jdk(),
                plugins.classPath(),
                strategy,
                Ending.DELIVERED,
                variant.countedUnder(),
                plan.effort().counting());
    }

    private TimelineStep timeline(Variant variant, String strategy) {
        return new TimelineStep(
                variant.jdk(), plugins.classPath(), strategy, SENDS_A_SECOND, LIVE_AT_MOST, WATCHED_WHILE_SENDING);
    }

    private List<Row> deadlines(Variant variant, List<String> ids) throws IOException, InterruptedException {
        return ids.isEmpty()
                ? List.of()
                : new DeadlinesStep(variant.jdk(), plugins.classPath(), ids).run(DEADLINES_AT_MOST);
    }
}
