package afterglow.accuracy;

import afterglow.jvm.AbsentException;
import afterglow.jvm.OwnThreads;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.TimeoutStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * When the timeouts of one strategy fire in this JVM, as a step asks.
 *
 * @param strategies makes the strategy, a new one at each call
 * @param bound how long after its deadline an expiry is given up for lost
 */
record LatenessMeasurement(
        Supplier<TimeoutStrategy> strategies, Descriptor descriptor, Duration bound, AccuracyStep asked) {

    /** How the names of the measurement's own threads begin. */
    private static final String HARNESS = "accuracy-";

    private static final int STACK_BYTES = 256 << 10;

    private static final int WARM_UP_LANES = 10;
    private static final Duration WARM_UP_DEADLINE = Duration.ofMillis(1);
    private static final Duration WARM_UP = Duration.ofMillis(200);
    private static final Duration WARM_UP_BOUND = Duration.ofMillis(100);

    /** Why this cannot be measured; empty if it can. */
    Optional<String> impossible() {
        if (descriptor.family() == Family.FLOOR && !descriptor.alwaysExpires()) {
            return Optional.of("has no timeout, so nothing expires");
        }
        if (asked.lanes() > OpenLoop.MOST_WAITING_LANES && waitingLanes()) {
            return Optional.of("expires only where a thread waits for each send, and " + asked.lanes()
                    + " threads would measure the operating system's scheduler");
        }
        return Optional.empty();
    }

    /**
     * Measures; the strategy's upkeep is no figure of any condition but idle.
     *
     * @throws AbsentException if this system cannot bring the condition about
     * @throws IllegalStateException if the condition did not come about
     */
    AccuracyStep.Measured run() throws IOException, InterruptedException {
        OwnThreads threads = new OwnThreads(HARNESS);
        boolean waitingLanes = waitingLanes();
        Load load = new Load(
                asked.deadline(), asked.lanes(), overhead(waitingLanes), asked.duration(), bound, asked.seed());
        ExpiryCounts counts;
        OwnThreads.Effort effort;
        long disturbances;
        try (TimeoutStrategy strategy = strategies.get()) {
            Disturbance disturbance = Disturbance.of(asked.condition(), strategy, asked.duration());
            long fromMillis = System.currentTimeMillis();
            OwnThreads.Sample before = threads.sample();
            counts = new OpenLoop(strategy, load).run(waitingLanes);
            effort = threads.sample().since(before);
            disturbances = disturbance.end();
            counts.lateness().recorded(fromMillis, System.currentTimeMillis());
        }
        if (asked.condition() != Condition.IDLE && disturbances == 0) {
            throw new IllegalStateException("the condition '" + asked.condition() + "' did not come about within "
                    + asked.duration().toMillis() + " ms; a longer run would help");
        }
        Row row = row(counts).set("disturbances", disturbances);
        Upkeep.effort(row, "", effort);
        if (asked.condition() == Condition.IDLE) {
            new Upkeep(threads, strategies, asked).into(row);
        }
        return new AccuracyStep.Measured(row, counts.lateness());
    }

    private Row row(ExpiryCounts counts) {
        Lateness lateness = counts.lateness();
        Row row = Row.of(Schema.ACCURACY)
                .set("jdk", Runtime.version().feature())
                .set("strategy", descriptor.id())
                .set("deadline_ms", asked.deadline().toNanos() / 1e6)
                .set("lanes", asked.lanes())
                .set("condition", asked.condition().label())
                .set("count", counts.sends())
                .set("early", lateness.early().getTotalCount())
                .set("never", counts.never().sum())
                .set("late_starts", counts.lateStarts().sum())
                .set("over_range", lateness.overRange().sum())
                .set("admits", descriptor.faultLabels());
        micros(row, "early_max_us", lateness.earlyMax());
        micros(row, "p50_us", lateness.percentile(50));
        micros(row, "p90_us", lateness.percentile(90));
        micros(row, "p99_us", lateness.percentile(99));
        micros(row, "p99_9_us", lateness.percentile(99.9));
        micros(row, "max_us", lateness.max());
        return row;
    }

    private static void micros(Row row, String column, OptionalLong nanos) {
        nanos.ifPresent(known -> row.set(column, known / 1e3));
    }

    /** Starts a daemon thread of the measurement's own. */
    static Thread start(String name, Runnable work) {
        Thread thread = new Thread(null, work, HARNESS + name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private boolean waitingLanes() {
        try (TimeoutStrategy strategy = strategies.get()) {
            return OpenLoop.needsWaitingLanes(strategy);
        }
    }

    /** How late an expiry usually is, found out by a short run that also warms up. */
    private Duration overhead(boolean waitingLanes) throws InterruptedException {
        Duration granularity = descriptor.granularity();
        Duration half = asked.duration().dividedBy(2);
        Duration warmUp = half.compareTo(WARM_UP) < 0 ? half : WARM_UP;
        int lanes = Math.min(asked.lanes(), WARM_UP_LANES);
        Load load = new Load(WARM_UP_DEADLINE, lanes, granularity, warmUp, WARM_UP_BOUND, asked.seed() + 1);
        try (TimeoutStrategy strategy = strategies.get()) {
            ExpiryCounts counts = new OpenLoop(strategy, load).run(waitingLanes);
            // The lower quartile: on a machine that is busy with something else, more would only make the run sparse.
            long usual = counts.lateness().percentile(25).orElse(0);
            return Duration.ofNanos(Math.max(usual, granularity.toNanos()));
        }
    }
}
