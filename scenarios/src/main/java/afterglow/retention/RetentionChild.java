package afterglow.retention;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    private static final String SETTLED = "settled";
    private static final String AFTER_DEADLINE = "after-deadline";

    private final PrintStream out;
    private final Descriptor descriptor;
    private final Ending ending;
    private final Collector collector;

    private RetentionChild(PrintStream out, Descriptor descriptor, Ending ending, Collector collector) {
        this.out = out;
        this.descriptor = descriptor;
        this.ending = ending;
        this.collector = collector;
    }

    /** Measures as {@link RetentionStep} asks: strategy, ending, collector, sends, timeout and budget in ns. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void main(String[] args) {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status = 0;
        try {
            Strategies strategies = Strategies.load();
            Effort effort = new Effort(
                    Long.parseLong(args[3]),
                    Duration.ofNanos(Long.parseLong(args[4])),
                    Duration.ofNanos(Long.parseLong(args[5])));
            Ending ending = Ending.of(args[1]);
            Measurement measurement = Measurement.of(strategies, args[0], ending, effort);
            Descriptor descriptor = strategies.describe(args[0]);
            new RetentionChild(out, descriptor, ending, Collector.valueOf(args[2].toUpperCase(java.util.Locale.ROOT)))
                    .report(
                            measurement,
                            armed -> OpenLanes.bytesPerLane(
                                    () -> strategies.create(args[0]), armed, descriptor.granularity()));
        } catch (Throwable e) {
            // Its one last line is what the parent shows.
            System.err.println(inWords(e));
            status = 1;
        }
        System.exit(status);
    }

    private static String inWords(Throwable e) {
        String what = e instanceof IllegalStateException && e.getMessage() != null ? e.getMessage() : e.toString();
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        return (what + where).replaceAll("\\s+", " ");
    }

    /** Counts what an open lane holds. */
    @FunctionalInterface
    private interface LaneCount {
        Optional<Slope> bytesPerLane(boolean armed) throws InterruptedException;
    }

    private void report(Measurement measurement, LaneCount lanes) throws InterruptedException {
        Optional<String> impossible = Measurement.impossible(descriptor, ending);
        if (impossible.isPresent()) {
            out.println(Wire.absent(impossible.get()));
            return;
        }
        Measurement.Finding finding;
        try {
            finding = ending == Ending.TIMED_OUT ? measurement.runTimedOut() : measurement.run();
        } catch (UnsupportedOperationException e) {
            out.println(Wire.absent(String.valueOf(e.getMessage())));
            return;
        }
        // How a send ends makes no difference to the lanes that have none.
        boolean counted = ending == Ending.DELIVERED;
        Optional<Slope> lane = counted ? lanes.bytesPerLane(false) : Optional.empty();
        Optional<Slope> armed = counted ? lanes.bytesPerLane(true) : Optional.empty();
        report("immediate", finding.immediate(), finding.timeout(), finding, lane, armed);
        if (ending != Ending.TIMED_OUT) {
            report(SETTLED, finding.settled(), finding.timeout(), finding, lane, armed);
        }
        report(AFTER_DEADLINE, finding.afterDeadline(), finding.shortTimeout(), finding, lane, armed);
    }

    private void report(
            String sample,
            Growth growth,
            Duration timeout,
            Measurement.Finding finding,
            Optional<Slope> lane,
            Optional<Slope> armed) {
        Measurement.Rooted rooted = finding.rooted();
        Row row = common(Schema.RETENTION, sample)
                .set("sends", growth.sends())
                .set("timeout_ms", timeout.toNanos() / 1e6)
                .set("objects_per_send", growth.objects().perSend())
                .set("objects_per_send_low", growth.objects().low())
                .set("objects_per_send_high", growth.objects().high())
                .set("bytes_per_send", growth.bytes().perSend())
                .set("bytes_per_send_low", growth.bytes().low())
                .set("bytes_per_send_high", growth.bytes().high())
                .set("verdict", finding.verdict().label())
                .set("expected", ending.expected(descriptor).label())
                .set("carrier", growth.carrier().orElse(""));
        lane.ifPresent(bytes -> row.set("bytes_per_lane", bytes.perSend())
                .set("bytes_per_lane_low", bytes.low())
                .set("bytes_per_lane_high", bytes.high()));
        armed.ifPresent(bytes -> row.set("bytes_per_armed_lane", bytes.perSend())
                .set("bytes_per_armed_lane_low", bytes.low())
                .set("bytes_per_armed_lane_high", bytes.high()));
        // JOL walks once, when all has settled.
        if (sample.equals(ending == Ending.TIMED_OUT ? AFTER_DEADLINE : SETTLED)) {
            row.set("note", note(growth, rooted));
            if (rooted != null) {
                row.set("jol_objects_per_send", (double) rooted.objectsMore() / (double) growth.sends())
                        .set("jol_bytes_per_send", (double) rooted.bytesMore() / (double) growth.sends());
            }
        }
        if (growth.any() && rooted != null && rooted.path() != null) {
            row.set("path", rooted.path());
        }
        out.println(Wire.line(row));
        for (Growth.OfClass grown : growth.classes()) {
            out.println(Wire.line(common(Schema.RETENTION_CLASSES, sample)
                    .set("class", grown.name())
                    .set("objects_per_send", grown.objects().perSend())
                    .set("objects_per_send_low", grown.objects().low())
                    .set("objects_per_send_high", grown.objects().high())
                    .set("bytes_per_send", grown.bytes().perSend())));
        }
    }

    private Row common(Schema schema, String sample) {
        return Row.of(schema)
                .set("jdk", Runtime.version().feature())
                .set("gc", collector.label())
                .set("strategy", descriptor.id())
                .set("ending", ending.label())
                .set("sample", sample);
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
        Map<String, Census.Count> reached = rooted.after().byClass();
        String unreached = growth.classes().stream()
                .filter(grown -> reached.getOrDefault(grown.name(), new Census.Count(0, 0))
                                .objects()
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
