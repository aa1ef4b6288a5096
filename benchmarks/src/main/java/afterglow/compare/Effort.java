package afterglow.compare;

import afterglow.relay.Pace;
import afterglow.relay.Point;
import afterglow.relay.Timing;
import java.time.Duration;
import java.util.List;

/** How much a run spends on its answer. All of it is fixed beforehand: a run that stops when it likes what it sees is biased. */
@SuppressWarnings("ImmutableEnumChecker") // a list that List.of made
enum Effort {
    /** At most 5 minutes on 2 cores. */
    QUICK(
            Duration.ofSeconds(290),
            2,
            1,
            afterglow.retention.Effort.BRIEF,
            Duration.ofMillis(150),
            new Point(Timing.BROADCAST, 100),
            new Point(Timing.BROADCAST, 1_000),
            new Point(Timing.BROADCAST, 10_000),
            new Point(Timing.INFLIGHT, 1_000),
            new Point(Timing.REQUEST, 0),
            new Point(Timing.ARM, 0),
            new Point(Timing.EXPIRY, 2_000)),

    /** At most an hour on 2 cores, for two JVMs. */
    FULL(
            Duration.ofMinutes(56),
            10,
            3,
            afterglow.retention.Effort.QUICK,
            Duration.ofMillis(500),
            new Point(Timing.BROADCAST, 100),
            new Point(Timing.BROADCAST, 1_000),
            new Point(Timing.BROADCAST, 10_000),
            new Point(Timing.INFLIGHT, 1_000),
            new Point(Timing.REQUEST, 0),
            new Point(Timing.ARM, 0),
            new Point(Timing.EXPIRY, 2_000),
            new Point(Timing.ARM, 100_000));

    private static final Duration FIRST_WARMUP = Duration.ofMillis(1_500);
    private static final Duration WARMUP = Duration.ofMillis(500);

    private final Duration budget;
    private final int generations;
    private final int further;
    private final afterglow.retention.Effort counting;
    private final Duration lateness;
    private final List<Point> points;

    Effort(
            Duration budget,
            int generations,
            int further,
            afterglow.retention.Effort counting,
            Duration lateness,
            Point... points) {
        this.budget = budget;
        this.generations = generations;
        this.further = further;
        this.counting = counting;
        this.lateness = lateness;
        this.points = List.of(points);
    }

    /** What a run may be planned to take. */
    Duration budget() {
        return budget;
    }

    /** How many generations measure the first point. */
    int generations() {
        return generations;
    }

    /** How many of them measure the further points and lateness as well. */
    int further() {
        return further;
    }

    /** How much the counting of what a strategy leaves behind may do. */
    afterglow.retention.Effort counting() {
        return counting;
    }

    /** How long the timeouts of one strategy are watched firing. */
    Duration lateness() {
        return lateness;
    }

    /** What is measured as far as the budget goes, in this order. */
    List<Point> points() {
        return points;
    }

    /** Whether each strategy also runs without a pause. */
    boolean sustains() {
        return this == FULL;
    }

    /**
     * How a point is measured.
     *
     * @param first whether it is its generation's first point, which finds nothing compiled
     */
    Pace pace(Point point, boolean first) {
        Duration warmup = first ? FIRST_WARMUP : WARMUP;
        return switch (point.timing()) {
            // Its two threads hand over to each other: a short slice would measure that.
            case INFLIGHT -> new Pace(warmup, 2, 8, Duration.ofMillis(80));
            case EXPIRY -> new Pace(warmup, 2, 12, Duration.ofMillis(20));
            case BROADCAST ->
                point.size() > 1_000
                        ? new Pace(warmup, 2, 9, Duration.ofMillis(50))
                        : new Pace(warmup, first ? 5 : 3, first ? 23 : 13, Duration.ofMillis(20));
            case ARM, REQUEST -> new Pace(warmup, 3, 13, Duration.ofMillis(20));
        };
    }
}
