package afterglow.compare;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** One measurement of the plan, made in a fresh JVM that knows nothing of the plan. */
sealed interface Step {

    /** The floor, measured once more under another name: whatever differs between the two is noise. */
    String CONTROL = "control";

    /** The floor. */
    String FLOOR = "none";

    /** The round it belongs to, from 1 on. */
    int round();

    /** What it runs on. */
    Variant variant();

    /** What it does, for people. */
    String label();

    /** About how long it takes. */
    Duration estimate(Effort effort);

    /**
     * Benchmarks of one strategy, timed in one JVM: a single one by a JMH fork, or several that share it.
     *
     * @param points the benchmarks, in the order they are run
     * @param id whose rows it becomes: a strategy's, or {@link #CONTROL}
     * @param forks whether they have a JVM each
     */
    record Timed(int round, Variant variant, List<Point> points, String id, Forks forks) implements Step {

        /** What a JVM costs beside its iterations: its start, JMH's, and each point's set-up and rehearsal. */
        private static final Duration OWN_OVERHEAD = Duration.ofMillis(750);

        private static final Duration SHARED_OVERHEAD = Duration.ofMillis(620);
        private static final Duration SHARED_OVERHEAD_A_POINT = Duration.ofMillis(100);

        public Timed {
            points = List.copyOf(points);
        }

        /** The strategy that is measured. */
        String strategy() {
            return id.equals(CONTROL) ? FLOOR : id;
        }

        @Override
        public String label() {
            return forks == Forks.OWN
                    ? points.get(0).label() + ", " + id
                    : points.stream().map(Point::identity).collect(Collectors.joining(" ")) + ", " + id;
        }

        @Override
        public Duration estimate(Effort effort) {
            Iterations iterations = effort.iterations(forks);
            if (forks == Forks.OWN) {
                return OWN_OVERHEAD.plus(iterations.length(points.get(0)));
            }
            Duration overhead = SHARED_OVERHEAD.plus(SHARED_OVERHEAD_A_POINT.multipliedBy(points.size()));
            return points.stream()
                    .skip(1)
                    .map(iterations::length)
                    .reduce(overhead.plus(iterations.first().length(points.get(0))), Duration::plus);
        }
    }

    /**
     * What strategies' delivered sends leave behind, counted in a child JVM each; what goes wrong at their deadlines, found
     * out in one more; and the live timers of some over time. They share the machine: objects are counted and nothing is
     * timed, and the deadlines are mostly waited for.
     *
     * @param watched those whose live timers are watched, in a child JVM each
     */
    record Counted(int round, Variant variant, List<String> strategies, List<String> watched) implements Step {

        public Counted {
            strategies = List.copyOf(strategies);
            watched = List.copyOf(watched);
        }

        @Override
        public String label() {
            return "retention and faults of " + String.join(", ", strategies);
        }

        @Override
        public Duration estimate(Effort effort) {
            Duration each =
                    Duration.ofMillis(1_400).plus(effort.counting().budget().dividedBy(2));
            Duration counting = Duration.ofMillis(1_200)
                    .plus(each.multipliedBy(strategies.size() + watched.size()).dividedBy(CORES));
            Duration watching = watched.isEmpty() ? Duration.ZERO : Execution.WATCHED;
            return counting.compareTo(watching) > 0 ? counting : watching;
        }
    }

    /** When a strategy's timeouts of 5 ms fire, and what its threads burn meanwhile, in one child JVM of an idle machine. */
    record Accuracy(int round, Variant variant, String strategy) implements Step {

        @Override
        public String label() {
            return "accuracy, " + strategy;
        }

        @Override
        public Duration estimate(Effort effort) {
            return Duration.ofMillis(2_100);
        }
    }

    /** When strategies' timeouts of 5 ms fire, each for a moment and one after the other, in one child JVM. */
    record Lateness(int round, Variant variant, List<String> strategies) implements Step {

        public Lateness {
            strategies = List.copyOf(strategies);
        }

        @Override
        public String label() {
            return "lateness of " + strategies.size() + " strategies";
        }

        @Override
        public Duration estimate(Effort effort) {
            return Duration.ofMillis(800 + 280L * strategies.size());
        }
    }

    /** The machine's. */
    int CORES = Runtime.getRuntime().availableProcessors();

    /** How many JVMs count at the same time: more than there are cores, because each waits half of its time. */
    int TOGETHER = 2 * Step.CORES;
}
