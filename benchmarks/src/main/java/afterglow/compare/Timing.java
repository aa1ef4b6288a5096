package afterglow.compare;

import afterglow.bench.Subject;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;

/**
 * A benchmark of the plan: which one, what its size is, and where its observations go. They stand in the order in which they
 * share a JVM: those whose timers are over soon come first, and last the one that may leave timers of 30 s behind.
 */
enum Timing {
    /** The bare pair of arm and disarm, beside so many other timers. */
    ARM(
            Subject.ARM_DISARM,
            "outstanding",
            Schema.ARM,
            "arm and disarm beside %,d others",
            Map.of("timeoutMillis", "5")),

    /** One send of a blocking broadcast; the size is its subscribers. */
    BROADCAST(Subject.BROADCAST, "subscribers", Schema.BROADCAST, "broadcast to %,d", Map.of()),

    /** One expiry of so many that are due at once. */
    EXPIRY(Subject.EXPIRY, "storm", Schema.EXPIRY, "storm of %,d", Map.of()),

    /** One send that is outstanding with so many others until it is acknowledged, in any order. */
    INFLIGHT(
            Subject.IN_FLIGHT,
            "outstanding",
            Schema.IN_FLIGHT,
            "broadcast with %,d in flight",
            Map.of("order", "shuffled", "timeoutMillis", "30000"));

    private final Subject subject;
    private final String size;
    private final Schema schema;
    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // Map.of makes it so
    private final Map<String, String> fixed;

    Timing(Subject subject, String size, Schema schema, String label, Map<String, String> fixed) {
        this.subject = subject;
        this.size = size;
        this.schema = schema;
        this.label = label;
        this.fixed = fixed;
    }

    /** The benchmark. */
    Subject subject() {
        return subject;
    }

    /** JMH's parameters at a size, by name. */
    Map<String, String> parameters(int of) {
        Map<String, String> parameters = new HashMap<>(fixed);
        parameters.put(size, Integer.toString(of));
        return parameters;
    }

    /** The column, and JMH's parameter, of its size. */
    String size() {
        return size;
    }

    /** The table of its observations. */
    Schema schema() {
        return schema;
    }

    /** Fills in what one iteration was like. */
    Row observe(Row row, int of, BenchmarkParams point, IterationResult iteration) {
        row.set(size, of).set("ns_per_send", subject.nanosPerSend(point, iteration));
        subject.bytesPerSend(point, iteration).ifPresent(bytes -> row.set("bytes_per_send", bytes));
        return switch (this) {
            case BROADCAST -> outcomes(row, iteration).set("stalled_percent", 0).set("workers", "platform");
            case INFLIGHT ->
                outcomes(row, iteration)
                        .set("order", point.getParam("order"))
                        .set("timeout_ms", point.getParam("timeoutMillis"));
            case ARM -> row.set("timeout_ms", point.getParam("timeoutMillis")).set("threads", point.getThreads());
            case EXPIRY -> storm(row, of, point, iteration);
        };
    }

    /** For people. */
    String label(int of) {
        return label.formatted(of);
    }

    /** The name in tables: lower case. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Row outcomes(Row row, IterationResult iteration) {
        return row.set("delivered", Subject.counted(iteration, "delivered"))
                .set("timed_out", Subject.counted(iteration, "timedOut"))
                .set("closed", Subject.counted(iteration, "closed"));
    }

    private Row storm(Row row, int of, BenchmarkParams point, IterationResult iteration) {
        double nanos = subject.nanosPerSend(point, iteration);
        return row.set("expired", of)
                .set("expiries_per_s", 1e9 / nanos)
                .set("first_lateness_us", Subject.counted(iteration, "firstLatenessNanos") / 1e3)
                .set("last_lateness_us", Subject.counted(iteration, "lastLatenessNanos") / 1e3)
                .set("unrelated_lateness_us", Subject.counted(iteration, "unrelatedLatenessNanos") / 1e3);
    }
}
