package afterglow.compare;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much a run spends on its answer. */
@SuppressWarnings("ImmutableEnumChecker") // records of numbers, and a list that List.of made
enum Effort {
    /** At most 3 minutes: where a fork for each point does not fit, a strategy's points share one. */
    QUICK(
            Duration.ofSeconds(165),
            2,
            5,
            new Iterations(2, 150, 3, 100),
            new Iterations(1, 70, 3, 15),
            afterglow.retention.Effort.BRIEF,
            new Point(Timing.BROADCAST, 100),
            new Point(Timing.ARM, 0),
            new Point(Timing.INFLIGHT, 1_000),
            new Point(Timing.EXPIRY, 2_000)),

    /** At most an hour, a fork for each point. */
    FULL(
            Duration.ofMinutes(55),
            3,
            12,
            new Iterations(3, 200, 4, 150),
            null,
            afterglow.retention.Effort.QUICK,
            new Point(Timing.BROADCAST, 100),
            new Point(Timing.ARM, 1_000),
            new Point(Timing.INFLIGHT, 1_000),
            new Point(Timing.EXPIRY, 10_000),
            new Point(Timing.ARM, 100_000),
            new Point(Timing.INFLIGHT, 10_000),
            new Point(Timing.BROADCAST, 10_000),
            new Point(Timing.ARM, 0),
            new Point(Timing.BROADCAST, 1_000),
            new Point(Timing.INFLIGHT, 100));

    private final Duration budget;
    private final int leastRounds;
    private final int mostRounds;
    private final Iterations own;
    private final @Nullable Iterations shared;
    private final afterglow.retention.Effort counting;

    private final List<Point> points;

    Effort(
            Duration budget,
            int leastRounds,
            int mostRounds,
            Iterations own,
            @Nullable Iterations shared,
            afterglow.retention.Effort counting,
            Point... points) {
        this.budget = budget;
        this.leastRounds = leastRounds;
        this.mostRounds = mostRounds;
        this.own = own;
        this.shared = shared;
        this.counting = counting;
        this.points = List.of(points);
    }

    /** What a run may be planned to take. */
    Duration budget() {
        return budget;
    }

    /** What it may take in truth: a little less than it promises, which leaves time for the report. */
    Duration limit() {
        return budget.multipliedBy(25).dividedBy(24);
    }

    /** With fewer rounds than this an interval knows nothing of how the machine drifts. */
    int leastRounds() {
        return leastRounds;
    }

    /** More rounds than this teach nothing. */
    int mostRounds() {
        return mostRounds;
    }

    /** Whether points may share a JVM. */
    boolean mayShare() {
        return shared != null;
    }

    /** JMH's iterations of a point. */
    Iterations iterations(Forks forks) {
        if (forks == Forks.OWN) {
            return own;
        }
        if (shared == null) {
            throw new IllegalArgumentException(name() + " has a fork for each point");
        }
        return shared;
    }

    /** How much the counting of what a strategy leaves behind may do. */
    afterglow.retention.Effort counting() {
        return counting;
    }

    /** What is measured as far as the budget goes: the headline's first, then one of each kind, then how each grows. */
    List<Point> points() {
        return points;
    }
}
