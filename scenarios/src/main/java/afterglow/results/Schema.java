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
            "strategy",
            "subscribers",
            "stalled_percent",
            "iteration",
            "ns_per_send",
            "bytes_per_send",
            "delivered",
            "timed_out",
            "closed"),

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

    /** One row a strategy and JDK: the headline. */
    VERDICTS(
            "verdicts.csv",
            "jdk",
            "strategy",
            "family",
            "subscribers",
            "ns_per_send",
            "ns_per_send_low",
            "ns_per_send_high",
            "ratio_to_floor",
            "ratio_to_floor_low",
            "ratio_to_floor_high",
            "bytes_per_send",
            "retained_objects_per_send",
            "retained_bytes_per_send",
            "verdict",
            "expected",
            "faults");

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
