package afterglow.report;

import afterglow.results.Row;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one strategy on one JVM: a row of the verdict table.
 *
 * @param jvm what it was measured on
 * @param row its row of {@code verdicts.csv}
 * @param costs its rows of {@code costs.csv}, by the point
 */
record Standing(String jvm, Row row, Map<String, Row> costs) {

    /**
     * A figure with its interval; each part is null for unknown.
     *
     * @param value the estimate
     * @param low where its interval begins
     * @param high where it ends
     */
    record Measure(
            @Nullable Double value,
            @Nullable Double low,
            @Nullable Double high) {

        static Measure of(Row row, String column) {
            return new Measure(
                    Cells.number(row, column), Cells.number(row, column + "_low"), Cells.number(row, column + "_high"));
        }

        /** The value, or an upper bound where the interval holds zero: a price that cannot be told from the floor's. */
        String bound() {
            return low != null && high != null && low <= 0 && high > 0 ? "≤ " + Cells.shown(high) : Cells.shown(value);
        }

        /** The interval; empty for none. */
        String interval() {
            if (low == null || high == null || low.equals(high)) {
                return "";
            }
            return Cells.shown(low) + (low < 0 ? " to " : "–") + Cells.shown(high);
        }
    }

    String text(String column) {
        return row.text(column);
    }

    Measure measure(String column) {
        return Measure.of(row, column);
    }

    String strategy() {
        return row.text("strategy");
    }

    /** The headline's benchmark and size, in words. */
    String point() {
        return Cells.point(row);
    }

    /** Whether it leaves nothing behind and keeps its deadlines. */
    boolean sound() {
        return row.text("verdict").equals("sound");
    }

    /** What the verdict is to the eye: good, bad, between, or nothing where it is not known. */
    String tone() {
        String verdict = row.text("verdict");
        if (verdict.isEmpty() || verdict.equals("unknown")) {
            return "";
        }
        return sound() ? "good" : verdict.equals("retains") ? "mid" : "bad";
    }
}
