package afterglow.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A figure with its interval; each part is null for unknown. */
record Measure(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high) {

    /** The same in a unit that is so many times as large. */
    Measure dividedBy(double unit) {
        return new Measure(
                value == null ? null : (Double) (value / unit),
                low == null ? null : (Double) (low / unit),
                high == null ? null : (Double) (high / unit));
    }

    /** Whether the interval holds zero, so that the figure cannot be told from it. */
    boolean holdsZero() {
        return low != null && high != null && low <= 0 && high > 0;
    }

    /** The value, or an upper bound where the interval holds zero. */
    String bound() {
        return holdsZero() ? "≤ " + shown(high) : shown(value);
    }

    String interval() {
        if (low == null || high == null || low.equals(high)) {
            return "";
        }
        return shown(low) + (low < 0 ? " to " : "–") + shown(high);
    }

    /** Three significant digits, as people write them; empty for unknown. */
    static String shown(@Nullable Double value) {
        if (value == null) {
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
