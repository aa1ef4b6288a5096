package afterglow.results;

import java.util.List;

/**
 * The tables of a run: each one's file and its columns, in order. {@code results/README.md} explains every column.
 *
 * <p>Tidy: one observation a row, the unit in the column's name, ids in lower case, empty for unknown.
 */
public enum Schema {
    /** What the run ran on, and how it was asked for. */
    ENVIRONMENT("environment.csv", "key value"),

    /** Slices of broadcasts that a thread waits for; the following are those of the other benchmarks. */
    BROADCAST("broadcast.csv", slice("subscribers", "delivered timed_out closed")),
    IN_FLIGHT("inflight.csv", slice("outstanding", "order timeout_ms delivered timed_out closed")),
    REQUEST("request.csv", slice("outstanding", "timeout_ms")),
    ARM("arm.csv", slice("outstanding", "timeout_ms")),
    EXPIRY("expiry.csv", slice("storm", "expired first_lateness_us last_lateness_us unrelated_lateness_us")),

    /** One JVM of a generation at one point: its level, and whether it had settled. */
    GENERATIONS("generations.csv", """
            generation jdk gc jvm_args benchmark size strategy lives slices level_ns bytes_per_send
            cpu_ns_per_send wait_share idle_cpu_percent jit_ms drift own_threads settled"""),

    /** Two seconds of sends without a pause, by plain JMH: what a slice does not show. */
    SUSTAINED("sustained.csv", "jdk gc jvm_args strategy subscribers iteration ns_per_send bytes_per_send"),

    /** What sends of one kind left behind, for each send, at one moment. */
    RETENTION("retention.csv", """
            jdk gc strategy ending sample sends timeout_ms
            objects_per_send objects_per_send_low objects_per_send_high
            bytes_per_send bytes_per_send_low bytes_per_send_high jol_objects_per_send jol_bytes_per_send
            bytes_per_lane bytes_per_lane_low bytes_per_lane_high
            bytes_per_armed_lane bytes_per_armed_lane_low bytes_per_armed_lane_high verdict expected carrier
            path note"""),

    /** The same by class: those whose live count grew with the sends. */
    RETENTION_CLASSES("retention-classes.csv", """
            jdk gc strategy ending sample class objects_per_send objects_per_send_low objects_per_send_high
            bytes_per_send"""),

    /** What one clause of the contract found of one strategy. */
    CONTRACT("contract.csv", "jdk strategy clause state fault as_promised detail"),

    /** Live timers while sends go on at a steady rate, and while they drain. */
    TIMELINE("timeline.csv", """
            jdk strategy rate_per_s timeout_ms elapsed_ms sends live_timers heap_used_bytes gc_count gc_ms"""),

    /** What each strategy costs at each point, over all generations. */
    COSTS("costs.csv", """
            jdk gc jvm_args benchmark size strategy generations added_ns added_ns_low added_ns_high
            ns_per_send ratio_to_floor ratio_to_floor_low ratio_to_floor_high
            ratio_to_naive ratio_to_naive_low ratio_to_naive_high against
            ratio_to_against ratio_to_against_low ratio_to_against_high cpu_ns_per_send bytes_per_send
            wait_share unsettled modes"""),

    /** When the timeouts of one strategy fired under one condition, signed, and what its threads did for it. */
    ACCURACY("accuracy.csv", """
            generation jdk strategy deadline_ms lanes condition count early never early_max_us p50_us p90_us
            p99_us p99_9_us max_us cpu_percent switches_per_s quiet_cpu_percent quiet_switches_per_s
            armed_cpu_percent armed_switches_per_s arming_cpu_percent arming_switches_per_s late_starts
            over_range disturbances admits"""),

    /** One form, leaky or fixed, of one leak demonstration. */
    LEAKS("leaks.csv", """
            jdk demonstration cause form library harm sends timeout_ms
            objects_per_send objects_per_send_low objects_per_send_high
            bytes_per_send bytes_per_send_low bytes_per_send_high ns_per_send_at_1000 ns_per_send_at_64000
            idle_cpu_percent late_ms early_ms never wrong_target threads_per_1000_sends verdict expected
            as_expected carrier source note"""),

    /** One row a strategy and JVM: the headline. */
    VERDICTS("verdicts.csv", """
            jdk gc jvm_args strategy family library verdict benchmark size
            added_ns added_ns_low added_ns_high ratio_to_floor ratio_to_floor_low ratio_to_floor_high
            cpu_ns_per_send bytes_per_send in_flight_point
            in_flight_added_ns in_flight_added_ns_low in_flight_added_ns_high heap heap_expected
            retained_objects_per_send retained_bytes_per_send bytes_per_lane
            bytes_per_armed_lane bytes_per_armed_lane_low bytes_per_armed_lane_high
            lateness_p99_us lateness_p99_us_low lateness_p99_us_high
            idle_cpu_percent idle_cpu_percent_low idle_cpu_percent_high faults admits in_flight
            recommended_for"""),

    /** One row a use and JVM: which strategies to pick for it, by the verdicts. */
    USES("uses.csv", "jdk gc jvm_args use decision pick eligible because"),

    /** What one look at a live JVM saw of the timers of one class. */
    WATCH("watch.csv", """
            time_utc pid seconds class live exact bytes arms_per_s growth_per_s stay_s cancelled_percent
            level level_in_s fits verdict armed_at note""");

    private final String file;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<String> columns;

    Schema(String file, String columns) {
        this.file = file;
        this.columns = List.of(columns.split("\\s+"));
    }

    /** The columns of a slice at a point of some size: those that every benchmark has, and its own. */
    private static String slice(String size, String own) {
        return """
                generation jdk gc jvm_args strategy %s life round
                sends ns_per_send bytes_per_send wait_share cpu_ms
                parked_ms parked_cpu_ms idle_cpu_percent jit_ms own_threads %s""".formatted(size, own).strip();
    }

    public String file() {
        return file;
    }

    public List<String> columns() {
        return columns;
    }

    int indexOf(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException(file + " has no column '" + column + "'");
        }
        return index;
    }
}
