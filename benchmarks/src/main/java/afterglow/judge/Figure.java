package afterglow.judge;

/** A figure by which strategies are compared; lower is better. */
public enum Figure {
    PRICE("added_ns", "added ns", 0),
    IN_FLIGHT("in_flight_added_ns", "added ns in flight", 0),
    /** The 99th percentile, as a logarithm of us. */
    LATENESS("lateness_p99_us", "lateness", 0),
    IDLE_CPU("idle_cpu_percent", "idle CPU", 0.5),
    ARMED_LANE("bytes_per_armed_lane", "bytes of an armed lane", 1);

    /** A smaller difference does not matter in practice. */
    private static final double MARGIN = 0.10;

    private final String column;
    private final String label;
    /** The smallest difference that matters; 0 for a figure whose scale is a logarithm. */
    private final double least;

    Figure(String column, String label, double least) {
        this.column = column;
        this.label = label;
        this.least = least;
    }

    public String column() {
        return column;
    }

    String label() {
        return label;
    }

    boolean isAbove(Estimate one, Estimate other) {
        return one.value() - other.value() > Math.hypot(one.half(), other.half());
    }

    /** Whether one is known to be at most 10 % above another. */
    boolean isWithin(Estimate one, Estimate other) {
        double margin = least == 0 ? Math.log1p(MARGIN) : Math.max(least, MARGIN * other.value());
        return one.value() - other.value() + Math.hypot(one.half(), other.half()) < margin;
    }
}
