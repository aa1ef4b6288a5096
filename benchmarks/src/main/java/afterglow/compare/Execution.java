package afterglow.compare;

import afterglow.bench.JmhFiles;
import afterglow.cli.Plugins;
import afterglow.cli.Progress;
import afterglow.contract.DeadlinesStep;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Collector;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;

/** The steps of a plan, run one after the other; after each, what it observed is in the run's files. Not thread-safe. */
final class Execution {

    private static final Duration RETENTION_AT_MOST = Duration.ofMinutes(1);
    private static final Duration DEADLINES_AT_MOST = Duration.ofMinutes(5);

    private final Jdk jdk;
    private final Plugins plugins;
    private final Table broadcast;
    private final Table retention;
    private final Table retentionClasses;
    private final Table contract;
    private final JmhFiles jmhFiles;

    Execution(Jdk jdk, Plugins plugins, Path folder) throws IOException {
        this.jdk = jdk;
        this.plugins = plugins;
        broadcast = Table.open(folder, Schema.BROADCAST);
        retention = Table.open(folder, Schema.RETENTION);
        retentionClasses = Table.open(folder, Schema.RETENTION_CLASSES);
        contract = Table.open(folder, Schema.CONTRACT);
        jmhFiles = new JmhFiles(folder, List.of(ResultFormatType.JSON, ResultFormatType.CSV));
    }

    /** Runs every step; returns what those said that failed. */
    List<String> run(Plan plan, Progress progress) throws IOException, InterruptedException {
        // JMH gives its forks the class path that this property names: ours, and the user's own strategies.
        System.setProperty("java.class.path", plugins.classPath());
        List<String> failures = new ArrayList<>();
        for (Step step : plan.steps()) {
            progress.begin("round %d/%d: %s".formatted(step.round(), plan.rounds(), step.label()));
            try {
                run(step);
            } catch (StepFailedException e) {
                failures.add(e.getMessage());
                progress.note("failed: " + e.getMessage());
            }
            progress.end();
        }
        progress.clear();
        return failures;
    }

    private void run(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Broadcast timed) {
            BroadcastRun run = new BroadcastRun(jdk, timed);
            Collection<RunResult> results = run.run();
            broadcast.addAll(run.rows(results));
            jmhFiles.add(results);
        } else if (step instanceof Step.Retention counted) {
            count(counted);
        } else if (step instanceof Step.Faults tried) {
            contract.addAll(deadlines(tried));
        }
    }

    private void count(Step.Retention step) throws IOException, InterruptedException {
        ExecutorService together =
                Executors.newFixedThreadPool(step.strategies().size());
        try {
            List<Future<RetentionStep.Result>> results = new ArrayList<>();
            for (String strategy : step.strategies()) {
                results.add(together.submit(() -> remains(strategy).run(RETENTION_AT_MOST)));
            }
            List<String> failures = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                RetentionStep.Result result = results.get(i).get();
                if (result instanceof RetentionStep.Measured measured) {
                    retention.addAll(inRound(step, measured.rows()));
                    retentionClasses.addAll(inRound(step, measured.classRows()));
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

    private RetentionStep remains(String strategy) {
        return new RetentionStep(
                jdk,
                plugins.classPath(),
                strategy,
                Ending.DELIVERED,
                Collector.SERIAL,
                afterglow.retention.Effort.QUICK);
    }

    private List<Row> deadlines(Step.Faults step) throws InterruptedException {
        try {
            return new DeadlinesStep(jdk, plugins.classPath(), step.strategies()).run(DEADLINES_AT_MOST);
        } catch (IOException e) {
            throw new StepFailedException(step, e);
        }
    }

    private static List<Row> inRound(Step step, List<Row> rows) {
        return rows.stream().map(row -> row.set("round", step.round())).toList();
    }
}
