package afterglow.report;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.Row;
import com.samskivert.mustache.Mustache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a table, and the JVM behind it, as people call it; with the run's name where several runs have its JDK. */
record Found(Row row, String jvm) implements Mustache.CustomContext {

    /** A cell's text; empty for unknown, and where the table has no such column. */
    String text(String column) {
        return row.schema().columns().contains(column) ? row.text(column) : "";
    }

    /** A cell's number; NaN for unknown, and where the table has no such column. */
    double number(String column) {
        return has(column) ? row.number(column).orElseThrow() : Double.NaN;
    }

    boolean has(String column) {
        return !text(column).isEmpty();
    }

    boolean is(String column, String value) {
        return text(column).equals(value);
    }

    Measure measure(String column) {
        return new Measure(number(column), number(column + "_low"), number(column + "_high"));
    }

    String strategy() {
        return text("strategy");
    }

    /** Whether it is about the floor under another name, which tells noise. */
    boolean isControl() {
        return isFloor() && !is("strategy", Floors.NONE);
    }

    /** Whether it is about the floor, under its own name or another. */
    boolean isFloor() {
        return Floors.contains(strategy());
    }

    /** Whether a JVM behind a row of costs was still changing when it was measured. */
    boolean isUnsettled() {
        return number("unsettled") > 0;
    }

    /** What a row of {@code uses.csv} names: the fastest, the equals, or those between which it is undecided. */
    List<String> picks() {
        return has("pick") ? List.of(text("pick").split(" ")) : List.of();
    }

    /** Whether such a row names strategies of which any may be taken. */
    boolean decided() {
        return has("pick") && !is("decision", "undecided");
    }

    String pick() {
        if (picks().isEmpty()) {
            return is("decision", "undecided")
                    ? "nothing yet (undecided)"
                    : text("because").startsWith("not measured") ? "nothing (not measured)" : "nothing";
        }
        return decided() ? String.join(" or ", picks()) : "undecided between " + String.join(", ", picks());
    }

    String point() {
        // Sends without a pause are broadcasts, whose table calls the size by what it is.
        String identity =
                has("subscribers") ? "broadcast:" + text("subscribers") : text("benchmark") + ":" + text("size");
        return identity.equals(":") ? "" : BenchmarkPoint.of(identity).label().replaceFirst("^(a|the) ", "");
    }

    String load() {
        return "%s sends/s, given %s ms"
                .formatted(Measure.shown(number("rate_per_s")), Measure.shown(number("timeout_ms")));
    }

    /** What {@link #get} says of some columns. */
    List<@Nullable Object> cells(Collection<String> columns) {
        List<@Nullable Object> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(get(column)));
        return cells;
    }

    /** A cell as pictures and the template show it, numbers as numbers; some names are what methods say, and no columns. */
    @Override
    public @Nullable Object get(String column) {
        return switch (column) {
            case "jvm" -> jvm;
            case "pick" -> pick();
            case "point" -> point();
            case "load" -> load();
            case "elapsed s" -> plain(number("elapsed_ms") / 1e3);
            default -> Run.NUMBERS.matcher(column).matches() ? plain(number(column)) : text(column);
        };
    }

    /** Null for unknown, and whole numbers without a point: shorter, and as the CSV has them. */
    static @Nullable Object plain(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : (Object) value;
    }
}
