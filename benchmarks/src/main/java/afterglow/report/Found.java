package afterglow.report;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of a table, and the JVM behind it, as people call it; with the run's name where several runs have its JDK. */
record Found(Row row, String jvm) {

    /** A cell's text; empty for unknown, and where the table has no such column. */
    String text(String column) {
        return row.schema().columns().contains(column) ? row.text(column) : "";
    }

    /** A cell's number; null for unknown, and where the table has no such column. */
    @Nullable
    Double number(String column) {
        return text(column).isEmpty() ? null : (Double) row.number(column).getAsDouble();
    }

    double known(String column) {
        return Objects.requireNonNull(number(column), column);
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

    String family() {
        return text("family");
    }

    String use() {
        return text("use");
    }

    String decision() {
        return text("decision");
    }

    String because() {
        return text("because");
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
        return has("unsettled") && known("unsettled") > 0;
    }

    /** What a row of {@code uses.csv} names: the fastest, the equals, or those between which it is undecided. */
    List<String> picks() {
        return has("pick") ? List.of(text("pick").split(" ")) : List.of();
    }

    /** Whether such a row names strategies of which any may be taken. */
    boolean decided() {
        return has("pick") && !decision().equals("undecided");
    }

    String pick() {
        if (picks().isEmpty()) {
            return decision().equals("undecided") ? "nothing yet (undecided)" : "nothing";
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

    /** Cells of some columns, numbers as numbers; {@code jvm}, {@code point} and {@code load} are what the methods say. */
    List<@Nullable Object> cells(Collection<String> columns) {
        List<@Nullable Object> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(cell(column)));
        return cells;
    }

    private @Nullable Object cell(String column) {
        return switch (column) {
            case "jvm" -> jvm;
            case "point" -> point();
            case "load" -> load();
            case "elapsed s" -> plain(measure("elapsed_ms").dividedBy(1e3).value());
            default -> Run.NUMBERS.matcher(column).matches() ? plain(number(column)) : text(column);
        };
    }

    /** Whole numbers without a point: shorter, and as the CSV has them. */
    static @Nullable Object plain(@Nullable Double value) {
        return value != null && value == Math.rint(value) && Math.abs(value) < 1e15
                ? (Object) value.longValue()
                : value;
    }
}
