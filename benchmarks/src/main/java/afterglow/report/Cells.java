package afterglow.report;

import afterglow.results.Row;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How cells are read and how numbers are shown. */
final class Cells {

    private Cells() {}

    /** Whether a row's table has a column; which it has depends on what the suite measures by now. */
    static boolean has(Row row, String column) {
        return row.schema().columns().contains(column);
    }

    /** A cell's text; empty for unknown, and where the table has no such column. */
    static String text(Row row, String column) {
        return has(row, column) ? row.text(column) : "";
    }

    /** A cell's number; null for unknown, and where the table has no such column. */
    static @Nullable Double number(Row row, String column) {
        if (!has(row, column)) {
            return null;
        }
        OptionalDouble value = row.number(column);
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** Three significant digits, as people write them; empty for unknown. */
    static String shown(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        if (size >= 0.01) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
        return size < 0.0001 ? (value < 0 ? "> -0.0001" : "< 0.0001") : String.format(Locale.ROOT, "%.4f", value);
    }
}
