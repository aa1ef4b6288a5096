package afterglow.judge;

/** A figure with its 95 % interval. NaN is an unknown one. */
public record Span(double value, double low, double high) {

    /** A ratio, of its logarithm and the half-width of that. */
    static Span ratio(double logarithm, double half) {
        return new Span(Math.exp(logarithm), Math.exp(logarithm - half), Math.exp(logarithm + half));
    }

    /** Half the interval's width; NaN if it is not known. */
    public double half() {
        return (high - low) / 2;
    }

    /** A difference as text: {@code +81.2 ±3.1}, or {@code <= 4.0} where it is not known to be above 0. */
    public String inWords() {
        return shortly() + (low > 0 ? " ±" + digits(half()) : "");
    }

    public String shortly() {
        return Double.isNaN(value) ? "" : high <= 0 ? "<= 0" : low <= 0 ? "<= " + digits(high) : "+" + digits(value);
    }

    /** Three digits, thousands as {@code 12.3k}. */
    public static String digits(double value) {
        double size = Math.abs(value);
        if (size >= 9_999.5) {
            return "%.1fk".formatted(value / 1e3);
        }
        return size >= 99.95
                ? "%.0f".formatted(value)
                : size >= 9.995 ? "%.1f".formatted(value) : "%.2f".formatted(value);
    }
}
