package afterglow.compare;

import java.time.Duration;
import java.util.List;

/** How much a run spends on its answer. */
enum Effort {
    /** At most 3 minutes. */
    QUICK(
            Duration.ofSeconds(165),
            2,
            5,
            2,
            150,
            3,
            100,
            new Point(Timing.BROADCAST, 100),
            new Point(Timing.ARM, 0),
            new Point(Timing.INFLIGHT, 1_000),
            new Point(Timing.BROADCAST, 1_000),
            new Point(Timing.EXPIRY, 10_000)),

    /** At most an hour. */
    FULL(
            Duration.ofMinutes(55),
            3,
            12,
            3,
            200,
            4,
            150,
            new Point(Timing.BROADCAST, 100),
            new Point(Timing.BROADCAST, 1_000),
            new Point(Timing.BROADCAST, 10_000),
            new Point(Timing.ARM, 0),
            new Point(Timing.ARM, 1_000),
            new Point(Timing.ARM, 100_000),
            new Point(Timing.INFLIGHT, 100),
            new Point(Timing.INFLIGHT, 1_000),
            new Point(Timing.INFLIGHT, 10_000),
            new Point(Timing.EXPIRY, 10_000));

    /** What a fork costs beside its iterations: the JVM's start, the set-up, the rehearsal. */
    private static final Duration FORK_OVERHEAD = Duration.ofMillis(750);

    private final Duration budget;
    private final int leastRounds;
    private final int mostRounds;
    private final int warmups;
    private final int warmupMillis;
    private final int iterations;
    private final int iterationMillis;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<Point> points;

    Effort(
            Duration budget,
            int leastRounds,
            int mostRounds,
            int warmups,
            int warmupMillis,
            int iterations,
            int iterationMillis,
            Point... points) {
        this.budget = budget;
        this.leastRounds = leastRounds;
        this.mostRounds = mostRounds;
        this.warmups = warmups;
        this.warmupMillis = warmupMillis;
        this.iterations = iterations;
        this.iterationMillis = iterationMillis;
        this.points = List.of(points);
    }

    /** What the whole run may take. */
    Duration budget() {
        return budget;
    }

    /** Fewer rounds than this give no interval. */
    int leastRounds() {
        return leastRounds;
    }

    /** More rounds than this teach nothing. */
    int mostRounds() {
        return mostRounds;
    }

    /** JMH's warm-up iterations of a fork. */
    int warmups() {
        return warmups;
    }

    /** The length of each, in ms. */
    int warmupMillis() {
        return warmupMillis;
    }

    /** JMH's measured iterations of a fork. */
    int iterations() {
        return iterations;
    }

    /** The length of each, in ms. */
    int iterationMillis() {
        return iterationMillis;
    }

    /** What is measured as far as the budget goes; the most telling first. */
    List<Point> points() {
        return points;
    }

    /** About how long a fork takes. */
    Duration forkLength() {
        return FORK_OVERHEAD.plusMillis((long) warmups * warmupMillis + (long) iterations * iterationMillis);
    }
}
