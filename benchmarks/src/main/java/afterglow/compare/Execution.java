package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.bench.JmhFiles;
import afterglow.cli.Progress;
import afterglow.contract.DeadlinesStep;
import afterglow.jvm.Jdk;
import afterglow.relay.Entrant;
import afterglow.relay.JvmOptions;
import afterglow.relay.Pace;
import afterglow.relay.Relay;
import afterglow.relay.Timing;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.retention.Collector;
import afterglow.retention.Effort;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import afterglow.retention.TimelineStep;
import afterglow.timeout.Labelled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/** Runs a plan's generations and steps; whatever one observes is at once in the run's files. Not thread-safe. */
final class Execution implements Relay.Listener {

    private static final Duration RETENTION_AT_MOST = Duration.ofMinutes(1);
    private static final Duration DEADLINES_AT_MOST = Duration.ofMinutes(5);

    private static final int SENDS_A_SECOND = 2_000;
    private static final Duration LIVE_AT_MOST = Duration.ofMillis(500);
    private static final Duration WATCHED_WHILE_SENDING = Duration.ofMillis(1_500);

    /** How long live timers are watched: the JVM's start, a probe, the sends, and until the last timer must be gone. */
    static final Duration WATCHED = Duration.ofMillis(1_200)
            .plus(WATCHED_WHILE_SENDING)
            .plus(LIVE_AT_MOST)
            .plusSeconds(1);

    /** Without a pause a naive form fills a heap faster than its timers fire. */
    private static final int SUSTAINED_HEAP_MEGABYTES = 1_024;

    private final Plan plan;
    private final Map<JvmSetup, Jdk> jdks;
    private final String classPath = System.getProperty("java.class.path");
    private final Observations observations;
    private final JmhFiles jmhFiles;
    private final Progress progress;
    private final List<String> failures = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    /** The number of the generation that is measured now. */
    private int generation;

    /** The latest relay; its JVMs end as those of the next one start. */
    private @Nullable Relay relay;

    Execution(Plan plan, Map<JvmSetup, Jdk> jdks, Observations observations, JmhFiles jmhFiles, Progress progress) {
        this.plan = plan;
        this.jdks = jdks;
        this.observations = observations;
        this.jmhFiles = jmhFiles;
        this.progress = progress;
    }

    /** How many steps the progress of a shard has. */
    static int parts(Plan plan, Shard shard) {
        return plan.generations(shard).stream()
                        .mapToInt(generation -> plan.points(generation).size() + (plan.measuresAll(generation) ? 1 : 0))
                        .sum()
                + plan.steps(shard).size();
    }

    /** Runs what a shard has not observed yet; returns its failures, a sentence each. */
    List<String> run(Shard shard) throws IOException, InterruptedException {
        try {
            for (int next : plan.generations(shard)) {
                generation = next;
                relay();
            }
        } finally {
            if (relay != null) {
                relay.close();
            }
        }
        jmhFiles.write();
        for (Step step : plan.steps(shard)) {
            progress.begin(step.setup().label() + ": " + step.label());
            if (step instanceof Step.Counted counted) {
                count(counted);
            } else if (step instanceof Step.Sustained sustained && !observations.has(sustained)) {
                sustain(sustained);
            }
            progress.end();
        }
        jmhFiles.write();
        progress.clear();
        return List.copyOf(failures);
    }

    private void failed(String what) {
        failures.add(what);
        progress.note("failed: " + what);
    }

    private void failed(Step step, String why) {
        failed(step.label() + ", " + step.setup().label() + ": " + why.replaceAll("\\s+", " "));
    }

    /** Measures what the generation lacks. If it was interrupted, new JVMs go on with it. */
    private void relay() throws IOException, InterruptedException {
        List<BenchmarkPoint> missing = observations.missing(plan, generation);
        List<Entrant> entrants = plan.entrants(generation);
        boolean lateness = plan.measuresAll(generation) && entrants.stream().anyMatch(this::lacksLateness);
        for (BenchmarkPoint point : plan.points(generation)) {
            if (!missing.contains(point)) {
                observations
                        .lost(plan, generation, point)
                        .forEach(entrant -> failed("generation " + generation + ": the JVM of " + entrant.label()
                                + " was lost earlier; not all of its slices at " + point.label() + " were measured"));
                progress.end();
            }
        }
        if (!missing.isEmpty() || lateness) {
            relay(missing, entrants, lateness);
        }
        if (plan.measuresAll(generation)) {
            progress.end();
        }
    }

    private void relay(List<BenchmarkPoint> missing, List<Entrant> entrants, boolean lateness)
            throws IOException, InterruptedException {
        int life = observations.lives(generation) + 1;
        String name = "generation %d/%d, ".formatted(generation, plan.generationCount() * plan.groups());
        progress.begin(name + entrants.size() + " JVMs start");
        Relay started = Relay.start(entrants, jdks, Memory.HEAP_MEGABYTES, classPath, this, relay);
        relay = started;
        for (int i = 0; i < missing.size(); i++) {
            BenchmarkPoint point = missing.get(i);
            progress.begin(name + point.label());
            int done = observations.rounds(generation, point);
            // JVMs that go on with a generation have not compiled what earlier ones measured.
            Pace pace = plan.effort().pace(point, missing.subList(0, i));
            int seed = Objects.hash(plan.seed(), generation, point.identity(), life);
            jmhFiles.add(started.measure(
                    point, entrant -> plan.takesPart(entrant, point), pace.left(done), life, done + 1, seed));
            progress.end();
        }
        if (lateness) {
            progress.begin(name + "lateness");
            started.measureLateness(this::lacksLateness, plan.effort().lateness(), plan.seed() + generation);
        }
    }

    private boolean lacksLateness(Entrant entrant) {
        return !Floors.contains(entrant.id()) && !observations.hasLateness(generation, entrant);
    }

    @Override
    public void measured(BenchmarkPoint point, List<Row> slices) throws IOException {
        observations.add(generation, point, slices);
    }

    @Override
    public void measured(Entrant entrant, AccuracyStep.Measured lateness) throws IOException {
        observations.add(generation, entrant, lateness);
    }

    @Override
    public void lost(Entrant entrant, String why) {
        failed("generation " + generation + " lost " + entrant.label() + ": " + why);
    }

    @Override
    public void note(String sentence) {
        if (notes.add(sentence)) {
            progress.note(sentence);
        }
    }

    /** What a reader of the results should know, beside what earlier lives of the run noted. */
    String notes(String earlier) {
        return RecordedPlan.apart(Stream.concat(Stream.of(earlier), notes.stream()));
    }

    private void sustain(Step.Sustained step) throws IOException {
        Timing timing = new Timing(plan.sustained());
        Duration second = Duration.ofSeconds(1);
        Jdk jdk = jdk(step);
        Options options = timing.options(step.strategy(), 1, second, 2, second)
                .addProfiler(GCProfiler.class)
                .jvm(jdk.java().toString())
                // None of this JVM's own, which has an agent if there are jars of the user's.
                .jvmArgs()
                .jvmArgsAppend(JvmOptions.of(step.setup(), jdk, SUSTAINED_HEAP_MEGABYTES)
                        .toArray(String[]::new))
                .forks(1)
                .build();
        try {
            RunResult result = new Runner(options).runSingle();
            List<Row> rows = new ArrayList<>();
            for (IterationResult iteration : result.getAggregatedResult().getIterationResults()) {
                Row slice = timing.slice(iteration);
                rows.add(step.setup()
                        .mark(Row.of(Schema.SUSTAINED))
                        .set("strategy", step.strategy())
                        .set("subscribers", slice.text("subscribers"))
                        .set("iteration", rows.size() + 1)
                        .set("ns_per_send", slice.text("ns_per_send"))
                        .set("bytes_per_send", slice.text("bytes_per_send")));
            }
            observations.add(step, Schema.SUSTAINED, rows);
            jmhFiles.add(List.of(result));
        } catch (RunnerException e) {
            failed(step, String.valueOf(e.getMessage()));
        }
    }

    /** Tests deadlines in one JVM; watches timers, and counts objects, in one for each strategy, the latter a few at a time. */
    private void count(Step.Counted step) throws IOException, InterruptedException {
        ExecutorService together = Executors.newFixedThreadPool(Step.TOGETHER);
        ExecutorService waiting = Executors.newCachedThreadPool();
        List<Future<Map<Schema, List<Row>>>> all = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        try {
            for (String id : observations.missing(Schema.RETENTION, step, step.strategies())) {
                all.add(together.submit(() -> remains(step, id)));
            }
            List<String> untried = observations.missing(Schema.CONTRACT, step, step.strategies());
            if (!untried.isEmpty()) {
                DeadlinesStep deadlines = new DeadlinesStep(jdk(step), classPath, untried);
                all.add(waiting.submit(() -> Map.of(Schema.CONTRACT, deadlines.run(DEADLINES_AT_MOST))));
            }
            for (String id : observations.missing(Schema.TIMELINE, step, step.watched())) {
                all.add(waiting.submit(() -> Map.of(Schema.TIMELINE, timeline(step, id))));
            }
            for (Future<Map<Schema, List<Row>>> one : all) {
                try {
                    for (Map.Entry<Schema, List<Row>> table : one.get().entrySet()) {
                        observations.add(step, table.getKey(), table.getValue());
                    }
                } catch (ExecutionException e) {
                    lost.add(String.valueOf(e.getCause()).replaceFirst("^java.io.IOException: ", ""));
                }
            }
        } finally {
            together.shutdownNow();
            waiting.shutdownNow();
        }
        if (!lost.isEmpty()) {
            failed(step, String.join("; ", lost));
        }
    }

    private Map<Schema, List<Row>> remains(Step step, String strategy) throws IOException, InterruptedException {
        Collector collector = Labelled.of(Collector.class, step.setup().countedUnder());
        Jdk jdk = jdk(step);
        Effort effort = plan.effort().counting();
        RetentionStep.Result result =
                new RetentionStep(jdk, classPath, strategy, Ending.DELIVERED, collector, effort).run(RETENTION_AT_MOST);
        if (result instanceof RetentionStep.Measured measured) {
            // The classes first: the other table's rows say that the strategy is done.
            Map<Schema, List<Row>> rows = new LinkedHashMap<>();
            rows.put(Schema.RETENTION_CLASSES, measured.classRows());
            rows.put(Schema.RETENTION, measured.rows());
            return rows;
        }
        String why = result instanceof RetentionStep.Failed failed
                ? failed.reason()
                : ((RetentionStep.Absent) result).reason();
        throw new IOException(strategy + ": " + why);
    }

    private List<Row> timeline(Step step, String strategy) throws IOException, InterruptedException {
        TimelineStep.Result result = new TimelineStep(
                        jdk(step), classPath, strategy, SENDS_A_SECOND, LIVE_AT_MOST, WATCHED_WHILE_SENDING)
                .run();
        if (result instanceof TimelineStep.Watched watched) {
            return watched.rows();
        }
        throw new IOException(strategy + ": its timeline's JVM " + ((TimelineStep.Failed) result).reason());
    }

    private Jdk jdk(Step step) {
        return Objects.requireNonNull(jdks.get(step.setup()));
    }
}
