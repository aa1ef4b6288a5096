package afterglow.report;

import java.util.Locale;

/** A figure with its interval; each part is NaN for unknown. */
record Measure(double value, double low, double high) {

    /** The same in a larger unit. */
    Measure dividedBy(double unit) {
        return new Measure(value / unit, low / unit, high / unit);
    }

    /** Whether the interval holds zero, so that the figure cannot be told from it. */
    boolean holdsZero() {
        return low <= 0 && high > 0;
    }

    /** The value, or an upper bound where the interval holds zero. */
    String bound() {
        return holdsZero() ? "≤ " + shown(high) : shown(value);
    }

    String interval() {
        if (Double.isNaN(low) || Double.isNaN(high) || low == high) {
            return "";
        }
        return shown(low) + (low < 0 ? " to " : "–") + shown(high);
    }

    /** Three significant digits, as people write them; empty for unknown. */
    static String shown(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) || size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 0.01) {
            return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
        }
        return size < 0.0001 ? (value < 0 ? "> -0.0001" : "< 0.0001") : String.format(Locale.ROOT, "%.4f", value);
    }
}
