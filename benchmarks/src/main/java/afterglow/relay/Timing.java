package afterglow.relay;

import afterglow.bench.Subject;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Row;
import java.time.Duration;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** How JMH times a point: which benchmark, with which parameters, and the row that a slice becomes. */
public record Timing(BenchmarkPoint point) {

    /** The subject of a kind has its name. */
    public static Subject subject(BenchmarkPoint.Kind kind) {
        return Subject.valueOf(kind.name());
    }

    /** JMH's options for every run, except for the JVM and the profilers; a parameter not given has one value. */
    public ChainedOptionsBuilder options(String strategy, int warmups, Duration warmup, int slices, Duration slice) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(subject(point.kind()).include())
                .param("strategy", strategy)
                .param(point.kind().sizeColumn(), Integer.toString(point.size()))
                .warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(warmup.toMillis()))
                .measurementIterations(slices)
                .measurementTime(TimeValue.milliseconds(slice.toMillis()))
                // One thread measures: there is no other to wait for.
                .syncIterations(false)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (point.kind() == BenchmarkPoint.Kind.INFLIGHT) {
            // Long enough that none expires on a busy machine, short enough that abandoned timers do not fill the heap.
            options.param("timeoutMillis", "300");
        }
        return options;
    }

    /** A slice as a row: what it cost, how its sends ended, and what the process did meanwhile. */
    public Row slice(IterationResult iteration) {
        BenchmarkParams params = iteration.getBenchmarkParams();
        Subject subject = subject(point.kind());
        Row row = Row.of(point.kind().schema())
                .set(point.kind().sizeColumn(), point.size())
                .set("ns_per_send", subject.nanosPerSend(params, iteration))
                .set("sends", iteration.getMetadata().getMeasuredOps() * subject.sendsPerOperation(params))
                .set("bytes_per_send", subject.bytesPerSend(params, iteration));
        for (String column : TurnProfiler.COLUMNS) {
            Result<?> result = iteration.getSecondaryResults().get(column);
            if (result != null) {
                row.set(column, result.getScore());
            }
        }
        return switch (point.kind()) {
            case BROADCAST -> outcomes(row, iteration);
            case INFLIGHT ->
                outcomes(row, iteration)
                        .set("order", params.getParam("order"))
                        .set("timeout_ms", params.getParam("timeoutMillis"));
            case ARM, REQUEST -> row.set("timeout_ms", params.getParam("timeoutMillis"));
            case EXPIRY ->
                row.set("expired", point.size())
                        .set("first_lateness_us", Subject.counted(iteration, "firstLatenessNanos") / 1e3)
                        .set("last_lateness_us", Subject.counted(iteration, "lastLatenessNanos") / 1e3)
                        .set("unrelated_lateness_us", Subject.counted(iteration, "unrelatedLatenessNanos") / 1e3);
        };
    }

    private static Row outcomes(Row row, IterationResult iteration) {
        return row.set("delivered", Subject.counted(iteration, "delivered"))
                .set("timed_out", Subject.counted(iteration, "timedOut"))
                .set("closed", Subject.counted(iteration, "closed"));
    }
}
