package afterglow.compare;

import afterglow.relay.Pace;
import afterglow.results.BenchmarkPoint;
import afterglow.retention.Effort;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much a run spends on its answer, fixed beforehand: a run that stops when it likes what it sees is biased.
 *
 * @param generations how many of them measure the first point
 * @param further how many of those measure the further points and lateness as well
 * @param slices how many of each JVM count at a broadcast by one worker: on a busy host the slices of one JVM differ by more
 *     than JVMs do, and a slice costs less than a JVM
 * @param lateness how long the timeouts of one strategy are watched firing
 * @param sustains whether each strategy also runs without a pause
 * @param points what is measured as far as the budget goes, in this order
 */
record RunEffort(
        String id,
        Duration budget,
        int generations,
        int further,
        int slices,
        Effort counting,
        Duration lateness,
        boolean sustains,
        List<BenchmarkPoint> points) {

    private static final String POINTS =
            "broadcast:100 broadcast:1000 broadcast:10000 inflight:1000 request:0 arm:0 expiry:2000";

    private static final List<BenchmarkPoint> FIRST = points(POINTS);
    private static final List<BenchmarkPoint> MORE = points(POINTS + " arm:100000");

    /** At most 5 minutes on 2 cores. */
    static final RunEffort QUICK =
            new RunEffort("quick", Duration.ofMinutes(5), 2, 1, 22, Effort.BRIEF, Duration.ofMillis(150), false, FIRST);

    /** At most an hour on 2 cores, for two JVMs. */
    static final RunEffort FULL =
            new RunEffort("full", Duration.ofMinutes(52), 8, 2, 15, Effort.QUICK, Duration.ofMillis(500), true, MORE);

    private static final Duration FIRST_WARMUP = Duration.ofMillis(1_200);
    private static final Duration WARMUP = Duration.ofMillis(500);

    /** What hands sends over to other threads runs once for many of them: it takes seconds until that is compiled. */
    private static final Duration HAND_OVER_WARMUP = Duration.ofSeconds(2);

    /** The effort of a name; an IllegalArgumentException if there is none. */
    static RunEffort of(String id) {
        return Stream.of(QUICK, FULL)
                .filter(effort -> effort.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + id + "' is not an effort"));
    }

    /** The points of identities with spaces between them. */
    static List<BenchmarkPoint> points(String identities) {
        return Stream.of(identities.split(" ")).map(BenchmarkPoint::of).toList();
    }

    /**
     * How a point is measured.
     *
     * @param before the points that its JVMs have measured already: their code is compiled
     */
    Pace pace(BenchmarkPoint point, List<BenchmarkPoint> before) {
        boolean first = before.isEmpty();
        boolean firstHandOver = point.handsOver() && before.stream().noneMatch(BenchmarkPoint::handsOver);
        Duration warmup = firstHandOver ? HAND_OVER_WARMUP : first ? FIRST_WARMUP : WARMUP;
        return switch (point.kind()) {
            // Its two threads hand over to each other: a short slice would measure that.
            case INFLIGHT -> new Pace(warmup, 2, 8, Duration.ofMillis(80));
            case EXPIRY -> new Pace(warmup, 2, 12, Duration.ofMillis(20));
            case BROADCAST ->
                point.size() > 1_000
                        ? new Pace(warmup, 2, 8, Duration.ofMillis(50))
                        : new Pace(warmup, first ? 5 : 3, point.handsOver() ? 20 : slices, Duration.ofMillis(20));
            case ARM, REQUEST -> new Pace(warmup, 3, 13, Duration.ofMillis(20));
        };
    }
}
