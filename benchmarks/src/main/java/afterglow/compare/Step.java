package afterglow.compare;

import afterglow.results.JvmSetup;
import java.time.Duration;
import java.util.List;

/** One part of the plan that is no generation: made in fresh JVMs that know nothing of the plan. */
sealed interface Step {

    int CORES = Runtime.getRuntime().availableProcessors();

    /** How many JVMs count at the same time: more than there are cores, because each waits half of its time. */
    int TOGETHER = 2 * CORES;

    JvmSetup setup();

    String label();

    Duration estimate(RunEffort effort);

    /**
     * What delivered sends leave behind, counted in a JVM for each strategy; what goes wrong at deadlines, found out in one more;
     * and the live timers of those that are watched. They share the machine: nothing is timed, and deadlines are mostly waited for.
     */
    record Counted(JvmSetup setup, List<String> strategies, List<String> watched) implements Step {

        @Override
        public String label() {
            return "retention and faults of " + String.join(", ", strategies);
        }

        @Override
        public Duration estimate(RunEffort effort) {
            Duration each =
                    Duration.ofSeconds(2).plus(effort.counting().budget().dividedBy(2));
            Duration counting = Duration.ofMillis(1_200)
                    .plus(each.multipliedBy(strategies.size() + watched.size()).dividedBy(CORES));
            Duration watching = watched.isEmpty() ? Duration.ZERO : Execution.WATCHED;
            return counting.compareTo(watching) > 0 ? counting : watching;
        }
    }

    /** Sends of one strategy without a pause, by plain JMH in a fork: a slice does not show what piles up then. */
    record Sustained(JvmSetup setup, String strategy) implements Step {

        @Override
        public String label() {
            return "sustained, " + strategy;
        }

        @Override
        public Duration estimate(RunEffort effort) {
            return Duration.ofMillis(4_500);
        }
    }
}
