package afterglow.results;

import java.util.List;

/**
 * The tables of a run: each one's file and its columns, in order. {@code results/README.md} explains every column.
 *
 * <p>Tidy: one observation a row, the unit in the column's name, ids in lower case, empty for unknown.
 */
public enum Schema {
    /** What the run ran on, and how it was asked for. */
    ENVIRONMENT("environment.csv", "key", "value"),

    /** One measured iteration of a blocking broadcast. */
    BROADCAST(
            "broadcast.csv",
            "round",
            "jdk",
            "gc",
            "jvm_args",
            "strategy",
            "subscribers",
            "stalled_percent",
            "workers",
            "iteration",
            "ns_per_send",
            "bytes_per_send",
            "delivered",
            "timed_out",
            "closed"),

    /** One measured iteration of an in-flight broadcast. */
    IN_FLIGHT(
            "inflight.csv",
            "round",
            "jdk",
            "gc",
            "jvm_args",
            "strategy",
            "outstanding",
            "order",
            "timeout_ms",
            "iteration",
            "ns_per_send",
            "bytes_per_send",
            "delivered",
            "timed_out",
            "closed"),

    /** One measured iteration of the bare pair of arm and disarm. */
    ARM(
            "arm.csv",
            "round",
            "jdk",
            "gc",
            "jvm_args",
            "strategy",
            "outstanding",
            "timeout_ms",
            "threads",
            "iteration",
            "ns_per_send",
            "bytes_per_send"),

    /** One storm of timers that were due at once. */
    EXPIRY(
            "expiry.csv",
            "round",
            "jdk",
            "gc",
            "jvm_args",
            "strategy",
            "storm",
            "iteration",
            "expired",
            "ns_per_send",
            "expiries_per_s",
            "bytes_per_send",
            "first_lateness_us",
            "last_lateness_us",
            "unrelated_lateness_us"),

    /** What sends of one kind left behind, for each send, at one moment. */
    RETENTION(
            "retention.csv",
            "round",
            "jdk",
            "gc",
            "strategy",
            "ending",
            "sample",
            "sends",
            "timeout_ms",
            "objects_per_send",
            "objects_per_send_low",
            "objects_per_send_high",
            "bytes_per_send",
            "bytes_per_send_low",
            "bytes_per_send_high",
            "jol_objects_per_send",
            "jol_bytes_per_send",
            "bytes_per_lane",
            "bytes_per_lane_low",
            "bytes_per_lane_high",
            "verdict",
            "expected",
            "carrier",
            "path",
            "note"),

    /** The same by class: those whose live count grew with the sends. */
    RETENTION_CLASSES(
            "retention-classes.csv",
            "round",
            "jdk",
            "gc",
            "strategy",
            "ending",
            "sample",
            "class",
            "objects_per_send",
            "objects_per_send_low",
            "objects_per_send_high",
            "bytes_per_send"),

    /** What one clause of the contract found of one strategy. */
    CONTRACT("contract.csv", "jdk", "strategy", "clause", "state", "fault", "as_promised", "detail"),

    /** Live timers while sends go on at a steady rate, and while they drain. */
    TIMELINE(
            "timeline.csv",
            "jdk",
            "strategy",
            "rate_per_s",
            "timeout_ms",
            "elapsed_ms",
            "sends",
            "live_timers",
            "heap_used_bytes",
            "gc_count",
            "gc_ms"),

    /** What each strategy costs at each point, over all rounds. */
    COSTS(
            "costs.csv",
            "jdk",
            "gc",
            "jvm_args",
            "benchmark",
            "size",
            "strategy",
            "rounds",
            "ns_per_send",
            "ns_per_send_low",
            "ns_per_send_high",
            "bytes_per_send",
            "bytes_per_send_low",
            "bytes_per_send_high",
            "ratio_to_floor",
            "ratio_to_floor_low",
            "ratio_to_floor_high",
            "ratio_to_naive",
            "ratio_to_naive_low",
            "ratio_to_naive_high",
            "against",
            "ratio_to_against",
            "ratio_to_against_low",
            "ratio_to_against_high"),

    /** How each strategy's cost grows with a benchmark's size. */
    GROWTH(
            "growth.csv",
            "jdk",
            "gc",
            "jvm_args",
            "benchmark",
            "strategy",
            "sizes",
            "exponent",
            "exponent_low",
            "exponent_high"),

    /** When the timeouts of one strategy fired under one condition, signed, and what its threads did for it. */
    ACCURACY(
            "accuracy.csv",
            "round",
            "jdk",
            "strategy",
            "deadline_ms",
            "lanes",
            "condition",
            "count",
            "early",
            "never",
            "early_max_us",
            "p50_us",
            "p90_us",
            "p99_us",
            "p99_9_us",
            "max_us",
            "cpu_percent",
            "switches_per_s",
            "quiet_cpu_percent",
            "quiet_switches_per_s",
            "armed_cpu_percent",
            "armed_switches_per_s",
            "arming_cpu_percent",
            "arming_switches_per_s",
            "late_starts",
            "over_range",
            "disturbances",
            "admits"),

    /** One form, leaky or fixed, of one leak demonstration. */
    LEAKS(
            "leaks.csv",
            "jdk",
            "demonstration",
            "cause",
            "form",
            "library",
            "harm",
            "sends",
            "timeout_ms",
            "objects_per_send",
            "objects_per_send_low",
            "objects_per_send_high",
            "bytes_per_send",
            "bytes_per_send_low",
            "bytes_per_send_high",
            "ns_per_send_at_1000",
            "ns_per_send_at_64000",
            "idle_cpu_percent",
            "verdict",
            "expected",
            "as_expected",
            "carrier",
            "source",
            "note"),

    /** One row a strategy and JVM: the headline. */
    VERDICTS(
            "verdicts.csv",
            "jdk",
            "gc",
            "jvm_args",
            "strategy",
            "family",
            "benchmark",
            "size",
            "ns_per_send",
            "ns_per_send_low",
            "ns_per_send_high",
            "ratio_to_floor",
            "ratio_to_floor_low",
            "ratio_to_floor_high",
            "bytes_per_send",
            "retained_objects_per_send",
            "retained_bytes_per_send",
            "in_flight_point",
            "in_flight_ns_per_send",
            "in_flight_ns_per_send_low",
            "in_flight_ns_per_send_high",
            "lateness_p99_us",
            "lateness_p99_us_low",
            "lateness_p99_us_high",
            "idle_cpu_percent",
            "idle_cpu_percent_low",
            "idle_cpu_percent_high",
            "bytes_per_lane",
            "bytes_per_lane_low",
            "bytes_per_lane_high",
            "verdict",
            "expected",
            "faults",
            "admits",
            "in_flight",
            "dominated_by",
            "recommended_for"),

    /** One row a use and JVM: which strategies to pick for it, by the verdicts. */
    USES("uses.csv", "jdk", "gc", "jvm_args", "use", "pick", "eligible", "because"),

    /** What one look at a live JVM saw of the timers of one class. */
    WATCH(
            "watch.csv",
            "time_utc",
            "pid",
            "seconds",
            "class",
            "live",
            "exact",
            "bytes",
            "arms_per_s",
            "growth_per_s",
            "stay_s",
            "cancelled_percent",
            "level",
            "level_in_s",
            "fits",
            "verdict",
            "armed_at",
            "note");

    private final String file;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<String> columns;

    Schema(String file, String... columns) {
        this.file = file;
        this.columns = List.of(columns);
    }

    /** The name of its file. */
    public String file() {
        return file;
    }

    /** Its columns, in order. */
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
