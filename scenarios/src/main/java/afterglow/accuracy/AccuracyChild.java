package afterglow.accuracy;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Wire;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** The fresh JVM of one {@link AccuracyStep}: measures one strategy under one condition and prints a row for its parent. */
public final class AccuracyChild {

    private static final Duration LEAST_BOUND = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMillis(5);
    private static final int LANES = 100;

    private final Descriptor descriptor;
    private final Measurement measurement;

    private AccuracyChild(Descriptor descriptor, Measurement measurement) {
        this.descriptor = descriptor;
        this.measurement = measurement;
    }

    /** Measures as {@link AccuracyStep} asks: strategy, condition, deadline in ns, lanes, duration in ns, seed. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void main(String[] args) {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status = 0;
        try {
            AccuracyChild child = of(
                    Strategies.load(),
                    args[0],
                    Condition.of(args[1]),
                    Duration.ofNanos(Long.parseLong(args[2])),
                    Integer.parseInt(args[3]),
                    Duration.ofNanos(Long.parseLong(args[4])),
                    Long.parseLong(args[5]));
            Optional<String> absence = child.absence();
            if (absence.isPresent()) {
                out.println(Wire.absent(absence.get()));
            } else {
                AccuracyStep.Measured measured = child.measured();
                out.println(measured.lateness().line());
                out.println(Wire.line(measured.row()));
            }
        } catch (UnsupportedOperationException e) {
            out.println(Wire.absent(String.valueOf(e.getMessage())));
        } catch (Throwable e) {
            // Its one last line is what the parent shows.
            System.err.println(inWords(e));
            status = 1;
        }
        System.exit(status);
    }

    /**
     * Measures in this JVM, on 100 lanes of an idle machine with deadlines of 5 ms; empty for a strategy in which nothing
     * expires.
     */
    public static Optional<AccuracyStep.Measured> here(Strategies strategies, String id, Duration duration, long seed)
            throws IOException, InterruptedException {
        AccuracyChild child = of(strategies, id, Condition.IDLE, DEADLINE, LANES, duration, seed);
        return child.absence().isPresent() ? Optional.empty() : Optional.of(child.measured());
    }

    private static AccuracyChild of(
            Strategies strategies,
            String id,
            Condition condition,
            Duration deadline,
            int lanes,
            Duration duration,
            long seed) {
        Descriptor descriptor = strategies.describe(id);
        return new AccuracyChild(
                descriptor,
                new Measurement(
                        () -> strategies.create(id),
                        descriptor.granularity(),
                        deadline,
                        lanes,
                        condition,
                        duration,
                        bound(descriptor),
                        seed));
    }

    /** How long after its deadline an expiry is given up for lost. */
    private static Duration bound(Descriptor descriptor) {
        return LEAST_BOUND.plus(descriptor.granularity().multipliedBy(2));
    }

    /** What was thrown, in one line. */
    private static String inWords(Throwable e) {
        String what = e instanceof IllegalStateException && e.getMessage() != null ? e.getMessage() : e.toString();
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        return (what + where).replaceAll("\\s+", " ");
    }

    private Optional<String> absence() {
        return descriptor.family() == Family.FLOOR && !descriptor.alwaysExpires()
                ? Optional.of("has no timeout, so nothing expires")
                : measurement.impossible();
    }

    private AccuracyStep.Measured measured() throws IOException, InterruptedException {
        Measurement.Finding finding = measurement.run();
        return new AccuracyStep.Measured(row(finding), finding.tally().lateness());
    }

    private Row row(Measurement.Finding finding) {
        Row row = row(descriptor, measurement, finding.tally()).set("disturbances", finding.disturbances());
        effort(row, "", Optional.of(finding.effort()));
        Upkeep upkeep = finding.upkeep();
        if (upkeep != null) {
            effort(row, "quiet_", Optional.of(upkeep.quiet()));
            effort(row, "armed_", upkeep.armed());
            effort(row, "arming_", upkeep.arming());
        }
        return row;
    }

    /** What a tally says; without what the strategy's threads did. */
    private static Row row(Descriptor descriptor, Measurement measurement, Tally tally) {
        Lateness lateness = tally.lateness();
        Row row = Row.of(Schema.ACCURACY)
                .set("jdk", Runtime.version().feature())
                .set("strategy", descriptor.id())
                .set("deadline_ms", measurement.deadline().toNanos() / 1e6)
                .set("lanes", measurement.lanes())
                .set("condition", measurement.condition().label())
                .set("count", tally.sends())
                .set("early", lateness.early().getTotalCount())
                .set("never", tally.never().sum())
                .set("late_starts", tally.lateStarts().sum())
                .set("over_range", lateness.overRange())
                .set("disturbances", 0)
                .set("admits", descriptor.faultLabels());
        micros(row, "early_max_us", lateness.earlyMax());
        micros(row, "p50_us", lateness.percentile(50));
        micros(row, "p90_us", lateness.percentile(90));
        micros(row, "p99_us", lateness.percentile(99));
        micros(row, "p99_9_us", lateness.percentile(99.9));
        micros(row, "max_us", lateness.max());
        return row;
    }

    private static void micros(Row row, String column, OptionalLong nanos) {
        if (nanos.isPresent()) {
            row.set(column, nanos.getAsLong() / 1e3);
        }
    }

    private static void effort(Row row, String prefix, Optional<OwnThreads.Effort> effort) {
        effort.ifPresent(known -> {
            row.set(prefix + "cpu_percent", known.cpuPercent());
            known.switchesPerSecond().ifPresent(switches -> row.set(prefix + "switches_per_s", switches));
        });
    }
}
