package afterglow.compare;

import java.time.Duration;
import java.util.List;

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
     * A benchmark, timed by JMH in one fork.
     *
     * @param id whose row it becomes: a strategy's, or {@link #CONTROL}
     * @param size of the benchmark
     */
    record Timed(int round, Variant variant, Timing timing, int size, String id) implements Step {

        /** The strategy that is measured. */
        String strategy() {
            return id.equals(CONTROL) ? FLOOR : id;
        }

        @Override
        public String label() {
            return timing.label(size) + ", " + id;
        }

        @Override
        public Duration estimate(Effort effort) {
            return effort.forkLength();
        }
    }

    /**
     * What strategies' delivered sends leave behind, counted in one child JVM each, at the same time: objects are counted and
     * nothing is timed, so they may share the machine.
     */
    record Retention(int round, Variant variant, List<String> strategies) implements Step {

        public Retention {
            strategies = List.copyOf(strategies);
        }

        @Override
        public String label() {
            return "retention, " + String.join(" and ", strategies);
        }

        @Override
        public Duration estimate(Effort effort) {
            return Duration.ofMillis(2_200);
        }
    }

    /** What goes wrong at strategies' deadlines, found out in one child JVM: it waits far more than it works. */
    record Faults(int round, Variant variant, List<String> strategies) implements Step {

        public Faults {
            strategies = List.copyOf(strategies);
        }

        @Override
        public String label() {
            return "faults of all";
        }

        @Override
        public Duration estimate(Effort effort) {
            return Duration.ofMillis(1_500 + 250L * strategies.size());
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
}
