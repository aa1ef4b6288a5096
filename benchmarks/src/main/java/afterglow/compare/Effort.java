package afterglow.compare;

import java.time.Duration;
import java.util.List;

/**
 * How much a run spends on its answer.
 *
 * @param name as it is asked for
 * @param budget what the whole run may take
 * @param leastRounds fewer than this give no interval
 * @param mostRounds more than this teach nothing
 * @param warmups JMH's warm-up iterations of a fork
 * @param warmupMillis the length of each, in ms
 * @param iterations JMH's measured iterations of a fork
 * @param iterationMillis the length of each, in ms
 * @param subscribers the audiences of the blocking broadcast, unless others are asked for
 */
record Effort(
        String name,
        Duration budget,
        int leastRounds,
        int mostRounds,
        int warmups,
        int warmupMillis,
        int iterations,
        int iterationMillis,
        List<Integer> subscribers) {

    /** What a fork costs beside its iterations: the JVM's start, the set-up, the rehearsal. */
    private static final Duration FORK_OVERHEAD = Duration.ofMillis(750);

    static final Effort QUICK = new Effort("quick", Duration.ofSeconds(165), 2, 5, 2, 150, 3, 100, List.of(100, 1_000));

    static final Effort FULL =
            new Effort("full", Duration.ofMinutes(55), 3, 10, 3, 400, 5, 300, List.of(100, 1_000, 10_000));

    Duration forkLength() {
        return FORK_OVERHEAD.plusMillis((long) warmups * warmupMillis + (long) iterations * iterationMillis);
    }
}
