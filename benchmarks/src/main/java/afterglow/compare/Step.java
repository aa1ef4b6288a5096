package afterglow.compare;

import java.time.Duration;
import java.util.List;

/** One measurement of the plan, made in one fresh JVM that knows nothing of the plan. */
sealed interface Step {

    /** The round it belongs to, from 1 on. */
    int round();

    /** What it does, for people. */
    String label();

    /** About how long it takes. */
    Duration estimate();

    /**
     * A blocking broadcast, timed by JMH in one fork.
     *
     * @param subscribers how many the message goes to
     * @param effort how long each point is measured
     */
    record Broadcast(int round, String strategy, int subscribers, Effort effort) implements Step {

        @Override
        public String label() {
            return "broadcast to %,d, %s".formatted(subscribers, strategy);
        }

        @Override
        public Duration estimate() {
            return effort.forkLength();
        }
    }

    /**
     * What strategies' delivered sends leave behind, counted in one child JVM each, at the same time: objects are counted and
     * nothing is timed, so they may share the machine.
     */
    record Retention(int round, List<String> strategies) implements Step {

        public Retention {
            strategies = List.copyOf(strategies);
        }

        @Override
        public String label() {
            return "retention, " + String.join(" and ", strategies);
        }

        @Override
        public Duration estimate() {
            return Duration.ofMillis(2_200);
        }
    }

    /**
     * What goes wrong at strategies' deadlines, found out in one child JVM: it waits far more than it works.
     */
    record Faults(int round, List<String> strategies) implements Step {

        public Faults {
            strategies = List.copyOf(strategies);
        }

        @Override
        public String label() {
            return "faults of all";
        }

        @Override
        public Duration estimate() {
            return Duration.ofMillis(1_500 + 250L * strategies.size());
        }
    }
}
