package afterglow.accuracy;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.jvm.OwnThreads;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The fresh JVM of one {@link AccuracyStep}: measures one strategy under one condition and prints a row for its parent. */
public final class AccuracyChild {

    private static final Duration LEAST_BOUND = Duration.ofSeconds(1);

    private final Descriptor descriptor;
    private final LatenessMeasurement measurement;

    private AccuracyChild(Strategies strategies, AccuracyStep asked) {
        String id = asked.strategy();
        descriptor = strategies.describe(id);
        // An expiry is given up for lost so long after its deadline.
        Duration bound = LEAST_BOUND.plus(descriptor.granularity().multipliedBy(2));
        measurement = new LatenessMeasurement(() -> strategies.create(id), descriptor.granularity(), bound, asked);
    }

    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            AccuracyChild child = new AccuracyChild(Strategies.load(), AccuracyStep.of(asked));
            Optional<String> absence = child.absence();
            if (absence.isPresent()) {
                throw new UnsupportedOperationException(absence.get());
            }
            AccuracyStep.Measured measured = child.measured();
            out.println(measured.lateness().line());
            out.println(Wire.line(measured.row()));
        });
    }

    /** Measures {@link AccuracyStep#idle} in this JVM; empty for a strategy in which nothing expires. */
    public static Optional<AccuracyStep.Measured> here(Strategies strategies, String id, Duration duration, long seed)
            throws IOException, InterruptedException {
        AccuracyChild child = new AccuracyChild(strategies, AccuracyStep.idle(Jdk.current(), id, duration, seed));
        return child.absence().isPresent() ? Optional.empty() : Optional.of(child.measured());
    }

    private Optional<String> absence() {
        return descriptor.family() == Family.FLOOR && !descriptor.alwaysExpires()
                ? Optional.of("has no timeout, so nothing expires")
                : measurement.impossible();
    }

    private AccuracyStep.Measured measured() throws IOException, InterruptedException {
        LatenessMeasurement.Finding finding = measurement.run();
        ExpiryCounts counts = finding.counts();
        Lateness lateness = counts.lateness();
        Row row = Row.of(Schema.ACCURACY)
                .set("jdk", Runtime.version().feature())
                .set("strategy", descriptor.id())
                .set("deadline_ms", measurement.asked().deadline().toNanos() / 1e6)
                .set("lanes", measurement.asked().lanes())
                .set("condition", measurement.asked().condition().label())
                .set("count", counts.sends())
                .set("early", lateness.early().getTotalCount())
                .set("never", counts.never().sum())
                .set("late_starts", counts.lateStarts().sum())
                .set("over_range", lateness.overRange())
                .set("disturbances", finding.disturbances())
                .set("admits", descriptor.faultLabels());
        micros(row, "early_max_us", lateness.earlyMax());
        micros(row, "p50_us", lateness.percentile(50));
        micros(row, "p90_us", lateness.percentile(90));
        micros(row, "p99_us", lateness.percentile(99));
        micros(row, "p99_9_us", lateness.percentile(99.9));
        micros(row, "max_us", lateness.max());
        effort(row, "", finding.effort());
        Upkeep upkeep = finding.upkeep();
        if (upkeep != null) {
            effort(row, "quiet_", upkeep.quiet());
            upkeep.armed().ifPresent(effort -> effort(row, "armed_", effort));
            upkeep.arming().ifPresent(effort -> effort(row, "arming_", effort));
        }
        return new AccuracyStep.Measured(row, lateness);
    }

    private static void micros(Row row, String column, OptionalLong nanos) {
        nanos.ifPresent(known -> row.set(column, known / 1e3));
    }

    private static void effort(Row row, String prefix, OwnThreads.Effort effort) {
        row.set(prefix + "cpu_percent", effort.cpuPercent());
        effort.switchesPerSecond().ifPresent(switches -> row.set(prefix + "switches_per_s", switches));
    }
}
