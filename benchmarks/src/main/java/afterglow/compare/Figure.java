package afterglow.compare;

import afterglow.results.Row;
import java.util.Optional;

/** One figure of the trade, the less the better, and when two strategies differ in it. */
enum Figure {
    /** A blocking send, as a multiple of one without a timeout. */
    PRICE("ratio_to_floor", 0, 1, "x floor %.2f"),
    /** A send with many others in flight. */
    IN_FLIGHT("in_flight_ns_per_send", 0, 1, "in flight, ns %.1f"),
    /** The 99th percentile. */
    LATENESS("lateness_p99_us", 50, 1e-3, "p99 late, ms %.2f"),
    /** Of one core, with nothing armed. */
    IDLE_CPU("idle_cpu_percent", 0.5, 1, "idle CPU, %% %.1f"),
    /** What an open lane holds. */
    LANE("bytes_per_lane", 1, 1, "B/lane %.0f");

    /** A smaller part of the figure nobody would act on. */
    private static final double LEAST_PART = 0.1;

    private final String column;
    private final double least;
    private final double shownIn;
    private final String words;

    Figure(String column, double least, double shownIn, String words) {
        this.column = column;
        this.least = least;
        this.shownIn = shownIn;
        this.words = words;
    }

    /** Its column in the verdicts. */
    String column() {
        return column;
    }

    /** A strategy's figure with its interval, which is a point where none is known; empty if it was not measured. */
    Optional<Interval> of(Row verdict) {
        if (verdict.number(column).isEmpty()) {
            return Optional.empty();
        }
        double value = verdict.number(column).getAsDouble();
        return Optional.of(new Interval(value, end(verdict, "_low", value), end(verdict, "_high", value)));
    }

    /**
     * Whether one is lower by more than chance, and by as much as somebody would act on: both figures are known.
     *
     * @param noise the part of a figure that the machine makes of no difference at all
     */
    boolean clearlyLower(Row one, Row other, double noise) {
        Interval low = of(one).orElseThrow();
        Interval high = of(other).orElseThrow();
        return low.high() < high.low()
                && low.median() < high.median() - least
                && low.median() < (1 - Math.max(LEAST_PART, noise)) * high.median();
    }

    /** For people. */
    String inWords(Row verdict) {
        Interval own = of(verdict).orElseThrow();
        String value = words.formatted(own.median() * shownIn);
        return own.low() == own.high()
                ? value
                : value + " [%.2f-%.2f]".formatted(own.low() * shownIn, own.high() * shownIn);
    }

    private double end(Row verdict, String end, double otherwise) {
        return verdict.schema().columns().contains(column + end)
                ? verdict.number(column + end).orElse(otherwise)
                : otherwise;
    }
}
