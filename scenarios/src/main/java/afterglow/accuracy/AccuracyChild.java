package afterglow.accuracy;

import afterglow.jvm.AbsentException;
import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import afterglow.jvm.Wire;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The fresh JVM of one {@link AccuracyStep}: measures one strategy under one condition and prints a row for its parent. */
public final class AccuracyChild {

    private static final Duration LEAST_BOUND = Duration.ofSeconds(1);

    private AccuracyChild() {}

    public static void main(String[] args) {
        ChildStep.serve(args, (asked, out) -> {
            LatenessMeasurement measurement = measurement(Strategies.load(), AccuracyStep.of(asked));
            Optional<String> absence = measurement.impossible();
            if (absence.isPresent()) {
                throw new AbsentException(absence.get());
            }
            AccuracyStep.Measured measured = measurement.run();
            out.println(measured.lateness().line());
            out.println(Wire.line(measured.row()));
        });
    }

    /** Measures {@link AccuracyStep#idle} in this JVM; empty for a strategy in which nothing expires. */
    public static Optional<AccuracyStep.Measured> here(Strategies strategies, String id, Duration duration, long seed)
            throws IOException, InterruptedException {
        LatenessMeasurement measurement = measurement(strategies, AccuracyStep.idle(Jdk.current(), id, duration, seed));
        return measurement.impossible().isPresent() ? Optional.empty() : Optional.of(measurement.run());
    }

    private static LatenessMeasurement measurement(Strategies strategies, AccuracyStep asked) {
        Descriptor descriptor = strategies.describe(asked.strategy());
        // An expiry is given up for lost so long after its deadline.
        Duration bound = LEAST_BOUND.plus(descriptor.granularity().multipliedBy(2));
        return new LatenessMeasurement(() -> strategies.create(descriptor.id()), descriptor, bound, asked);
    }
}
