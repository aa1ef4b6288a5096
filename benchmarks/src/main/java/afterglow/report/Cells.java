package afterglow.report;

import afterglow.results.Row;
import java.util.List;
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

    /** Whether a row is about the floor under another name, which tells noise. */
    static boolean isControl(Row row) {
        return row.text("strategy").matches("control-[0-9]+");
    }

    /** Whether a row is about sends without a timeout. */
    static boolean isFloor(Row row) {
        return row.text("strategy").equals("none") || isControl(row);
    }

    /** Whether a JVM behind a row of costs was still changing when it was measured. */
    static boolean unsettled(Row costs) {
        return !List.of("", "0").contains(costs.text("unsettled"));
    }

    /** The benchmark and the size of a row, in words. */
    static String point(Row row) {
        String benchmark = row.text("benchmark");
        String size = shown(number(row, "size"));
        return switch (benchmark) {
            case "broadcast" -> "broadcast to " + size;
            case "inflight" -> size + " in flight";
            case "request" -> "request beside " + size;
            case "arm" -> "arm and disarm beside " + size;
            case "expiry" -> "storm of " + size;
            default -> (benchmark + " " + size).strip();
        };
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
