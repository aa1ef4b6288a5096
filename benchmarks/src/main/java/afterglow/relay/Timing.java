package afterglow.relay;

import afterglow.bench.Subject;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A benchmark of the plan: which one, what its size is, and where its slices go. */
public enum Timing {
    /** One send of a blocking broadcast; the size is its subscribers. */
    BROADCAST(Subject.BROADCAST, "subscribers", Schema.BROADCAST, "broadcast to %,d", Map.of()),

    /**
     * One send that is outstanding with so many others until it is acknowledged, in any order. Its timeout is long enough that
     * none expires on a busy machine, and short enough that what a strategy abandons in its slices does not fill the heap.
     */
    INFLIGHT(
            Subject.IN_FLIGHT,
            "outstanding",
            Schema.IN_FLIGHT,
            "broadcast with %,d in flight",
            Map.of("order", "shuffled", "timeoutMillis", "300")),

    /** One request, whose timeout is opened, armed, disarmed and closed; the size is 0, for nothing else is outstanding. */
    REQUEST(Subject.REQUEST, "outstanding", Schema.REQUEST, "requests beside %,d others", Map.of("timeoutMillis", "5")),

    /** The bare pair of arm and disarm, beside so many other timers. */
    ARM(
            Subject.ARM_DISARM,
            "outstanding",
            Schema.ARM,
            "arm and disarm beside %,d others",
            Map.of("timeoutMillis", "5")),

    /** One expiry of so many that are due at once. */
    EXPIRY(Subject.EXPIRY, "storm", Schema.EXPIRY, "storm of %,d", Map.of("rearms", "0"));

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
    public Subject subject() {
        return subject;
    }

    /** The column, and JMH's parameter, of its size. */
    public String size() {
        return size;
    }

    /** The table of its slices. */
    public Schema schema() {
        return schema;
    }

    /** For people. */
    String label(int of) {
        return label.formatted(of);
    }

    /** The name in tables: lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What JMH is told, wherever it runs: all but the JVM. Every parameter is given, because one that is left to its list makes
     * several runs of a benchmark.
     */
    public ChainedOptionsBuilder options(
            String strategy, int of, int warmups, Duration warmup, int slices, Duration slice) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(subject.include())
                .param("strategy", strategy)
                .param(size, Integer.toString(of))
                .warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(warmup.toMillis()))
                .measurementIterations(slices)
                .measurementTime(TimeValue.milliseconds(slice.toMillis()))
                // One thread measures: there is nobody to wait for.
                .syncIterations(false)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        fixed.forEach(options::param);
        return options;
    }

    /** The profiler that counts what is allocated; after the one that waits for the turn. */
    public static ChainedOptionsBuilder counting(ChainedOptionsBuilder options) {
        return options.addProfiler(GCProfiler.class);
    }

    /** A slice as a row: what it cost, how its sends ended, and what the process did meanwhile. */
    Row slice(int of, BenchmarkParams point, IterationResult iteration) {
        Row row = Row.of(schema)
                .set(size, of)
                .set("ns_per_send", subject.nanosPerSend(point, iteration))
                .set("sends", iteration.getMetadata().getMeasuredOps() * subject.sendsPerOperation(point));
        subject.bytesPerSend(point, iteration).ifPresent(bytes -> row.set("bytes_per_send", bytes));
        for (String column : TurnProfiler.COLUMNS) {
            ifThere(iteration, column, value -> row.set(column, value));
        }
        switch (this) {
            case BROADCAST -> outcomes(row, iteration);
            case INFLIGHT ->
                outcomes(row, iteration)
                        .set("order", point.getParam("order"))
                        .set("timeout_ms", point.getParam("timeoutMillis"));
            case ARM, REQUEST -> row.set("timeout_ms", point.getParam("timeoutMillis"));
            case EXPIRY ->
                row.set("expired", of)
                        .set("first_lateness_us", Subject.counted(iteration, "firstLatenessNanos") / 1e3)
                        .set("last_lateness_us", Subject.counted(iteration, "lastLatenessNanos") / 1e3)
                        .set("unrelated_lateness_us", Subject.counted(iteration, "unrelatedLatenessNanos") / 1e3);
        }
        return row;
    }

    private static void ifThere(IterationResult iteration, String name, Consumer<Double> use) {
        Result<?> result = iteration.getSecondaryResults().get(name);
        if (result != null) {
            use.accept(result.getScore());
        }
    }

    private static Row outcomes(Row row, IterationResult iteration) {
        return row.set("delivered", Subject.counted(iteration, "delivered"))
                .set("timed_out", Subject.counted(iteration, "timedOut"))
                .set("closed", Subject.counted(iteration, "closed"));
    }
}
