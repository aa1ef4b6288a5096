package afterglow.retention;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fresh JVM of one {@link RetentionStep}: measures one ending of one strategy and prints rows for its parent. */
public final class RetentionChild {

    /** A difference that JOL and the census may have, in parts of the whole. */
    private static final double AGREEMENT = 0.01;

    /** So much can differ although nothing is retained: an entry in a table, a node of a queue. */
    private static final long FEW_OBJECTS = 32;

    private static final long FEW_BYTES = 1 << 16;

    private final PrintStream out;
    private final Strategies strategies = Strategies.load();
    private final Descriptor descriptor;
    private final Ending ending;
    private final Collector collector;
    private final Effort effort;
    private final Map<String, Slope> laneColumns = new HashMap<>();

    private RetentionChild(ChildStep.Arguments asked, PrintStream out) {
        this.out = out;
        descriptor = strategies.describe(asked.text("strategy"));
        ending = asked.constant("ending", Ending.class);
        collector = asked.constant("collector", Collector.class);
        effort = Effort.of(asked);
    }

    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> new RetentionChild(asked, out).measure());
    }

    private void measure() throws InterruptedException {
        ending.requirePossible(descriptor);
        Measurement measurement = new Measurement(
                () -> RetentionSends.of(ending, strategies.create(descriptor.id())),
                descriptor.granularity(),
                effort,
                ending.expected(descriptor) == Verdict.CLEAN);
        boolean timedOut = ending == Ending.TIMED_OUT;
        Measurement.Finding finding = timedOut ? measurement.runTimedOut() : measurement.run();
        // How a send ends makes no difference to the lanes that have none.
        if (ending == Ending.DELIVERED) {
            bytesPerLane(false).ifPresent(bytes -> laneColumns.put("bytes_per_lane", bytes));
            bytesPerLane(true).ifPresent(bytes -> laneColumns.put("bytes_per_armed_lane", bytes));
        }
        long nanos = timedOut ? Measurement.TIMED_OUT_NANOS : effort.timeout().toNanos();
        report(SampleTime.IMMEDIATE, finding.immediate(), nanos, finding);
        if (!timedOut) {
            report(SampleTime.SETTLED, finding.settled(), nanos, finding);
        }
        report(SampleTime.AFTER_DEADLINE, finding.afterDeadline(), timedOut ? nanos : Measurement.SHORT_NANOS, finding);
    }

    private Optional<Slope> bytesPerLane(boolean armed) throws InterruptedException {
        return OpenLanes.bytesPerLane(() -> strategies.create(descriptor.id()), armed, descriptor.granularity());
    }

    private void report(SampleTime sample, Growth growth, long timeoutNanos, Measurement.Finding finding) {
        Measurement.Rooted rooted = finding.rooted();
        Row row = growth.into(common(Schema.RETENTION, sample))
                .set("timeout_ms", timeoutNanos / 1e6)
                .set("verdict", finding.verdict().label())
                .set("expected", ending.expected(descriptor).label());
        laneColumns.forEach((column, bytes) -> bytes.into(row, column));
        // JOL walks once, when all has settled.
        if (sample == (ending == Ending.TIMED_OUT ? SampleTime.AFTER_DEADLINE : SampleTime.SETTLED)) {
            row.set("note", finding.unsettled().orElseGet(() -> note(growth, rooted)));
            if (rooted != null) {
                row.set("jol_objects_per_send", (double) rooted.objectsMore() / (double) growth.sends())
                        .set("jol_bytes_per_send", (double) rooted.bytesMore() / (double) growth.sends());
            }
        }
        if (growth.any() && rooted != null && rooted.path() != null) {
            row.set("path", rooted.path());
        }
        out.println(Wire.line(row));
        growth.classes().forEach(grown -> out.println(Wire.line(grown.into(common(Schema.RETENTION_CLASSES, sample)))));
    }

    private Row common(Schema schema, SampleTime sample) {
        return Row.of(schema)
                .set("jdk", Runtime.version().feature())
                .set("gc", collector.label())
                .set("strategy", descriptor.id())
                .set("ending", ending.label())
                .set("sample", sample.label());
    }

    /** Why JOL and the census differ; empty if they do not. */
    private static String note(Growth growth, Measurement.@Nullable Rooted rooted) {
        if (rooted == null) {
            return growth.any() ? "the strategy names no root for JOL to walk from" : "";
        }
        // Less than before is no more than nothing: what was not cleaned up yet when the series began.
        if (agree(growth.objectsMore(), Math.max(0, rooted.objectsMore()), FEW_OBJECTS)
                && agree(growth.bytesMore(), Math.max(0, rooted.bytesMore()), FEW_BYTES)) {
            return "";
        }
        String unreached = growth.classes().stream()
                .filter(grown -> rooted.after().count(grown.name()).objects()
                        < (1 - AGREEMENT) * grown.objects().perSend() * (double) growth.sends())
                .map(Growth.OfClass::name)
                .collect(Collectors.joining(", "));
        if (!unreached.isEmpty()) {
            return "JOL counts less: its root does not reach " + unreached;
        }
        return "JOL counts " + rooted.objectsMore() + " objects and " + rooted.bytesMore() + " B more, the census "
                + growth.objectsMore() + " and " + growth.bytesMore()
                + ": what the root reaches does not grow with every send";
    }

    private static boolean agree(long one, long other, long few) {
        return (double) Math.abs(one - other) <= Math.max((double) few, AGREEMENT * (double) Math.max(one, other));
    }
}
