package afterglow.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture and the table below it, which are the same rows. {@code pictures.json} has all but the rows; the page's script draws it.
 *
 * @param y vertical axis; none for dots and bars, which have their categories there
 * @param columns of the table, and what each is in the picture: {@code facet} (one combination is shown at a time),
 *     {@code series} (told apart by colour and shape), {@code category} (what the row is about), {@code x}, {@code y},
 *     {@code low} and {@code high} (the value's interval), {@code each} (a list: the value in each JVM), or nothing
 * @param rows of the table; a cell is a text, a number, a list of numbers, or null for unknown
 * @param omitted how many rows the CSV has more than are here
 */
record Picture(
        String id,
        String question,
        String reading,
        Kind kind,
        Axis x,
        @Nullable Axis y,
        Map<String, String> columns,
        List<Mark> marks,
        List<List<@Nullable Object>> rows,
        int omitted,
        String needs) {

    /** What is drawn. Gson reads and writes the names as they stand here. */
    enum Kind {
        /** A line for each series, through its points. */
        LINES,
        /** A dot for each row, with its interval, in a line for each category. */
        DOTS,
        /** A bar for each category, of one piece for each series. */
        BARS,
        /** A point for each row, named; those that no other one undercuts are joined. */
        SCATTER
    }

    /** An axis: its name, with the unit, and how it grows. */
    record Axis(String name, String scale) {}

    /** A line across the picture, at a value of {@code x} or of {@code y}; with an empty facet, in each. */
    record Mark(String facet, String axis, double value, String label) {}

    int count() {
        return rows.size();
    }

    /** The same with other rows, of which the CSV has more. */
    Picture with(List<List<@Nullable Object>> shown, int more) {
        return new Picture(id, question, reading, kind, x, y, columns, marks, shown, more, needs);
    }

    /** The same with rows, below headings, and with lines across it. */
    Picture with(List<List<@Nullable Object>> shown, List<Mark> across) {
        Map<String, String> headings = new LinkedHashMap<>();
        columns.forEach((column, role) -> headings.put(Sheet.heading(column), role));
        return new Picture(id, question, reading, kind, x, y, headings, across, shown, 0, needs);
    }

    /** The rows by the combination of facets that they stand in, as the page's script names it. */
    Map<String, List<List<@Nullable Object>>> byFacet() {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> named(row, "facet"), LinkedHashMap::new, Collectors.toList()));
    }

    /** Whether some rows say too little: lines need two places along their axis, dots two rows; one bar has its pieces. */
    boolean isSinglePoint(List<List<@Nullable Object>> some) {
        return switch (kind) {
            case LINES ->
                some.stream().map(row -> row.get(column("x"))).distinct().count() < 2;
            case DOTS, SCATTER -> some.size() < 2;
            case BARS -> false;
        };
    }

    /** The same with fewer rows: of each series its ends, and between them the highest of each stretch. */
    Picture atMost(int most) {
        if (rows.size() <= most) {
            return this;
        }
        Collection<List<List<@Nullable Object>>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> List.of(named(row, "facet"), named(row, "series")),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
        int each = Math.max(2, most / groups.size());
        List<List<@Nullable Object>> kept = groups.stream()
                .flatMap(group -> thinned(group, each).stream())
                .limit(most)
                .toList();
        return with(kept, omitted + rows.size() - kept.size());
    }

    private List<List<@Nullable Object>> thinned(List<List<@Nullable Object>> group, int most) {
        if (group.size() <= most) {
            return group;
        }
        int value = column(y == null ? "x" : "y");
        List<List<@Nullable Object>> kept = new ArrayList<>();
        kept.add(group.get(0));
        int inner = group.size() - 2;
        for (int stretch = 0; stretch < most - 2; stretch++) {
            int from = 1 + (int) ((long) inner * stretch / (most - 2));
            int to = 1 + (int) ((long) inner * (stretch + 1) / (most - 2));
            // Of several as high, the first.
            kept.add(group.subList(from, to).stream()
                    .reduce(group.get(from), (one, next) -> size(next.get(value)) > size(one.get(value)) ? next : one));
        }
        kept.add(group.get(group.size() - 1));
        return kept;
    }

    private static double size(@Nullable Object cell) {
        return cell instanceof Number number ? number.doubleValue() : Double.NEGATIVE_INFINITY;
    }

    private int column(String role) {
        return List.copyOf(columns.values()).indexOf(role);
    }

    /** The cells of a row that have a role in the picture. */
    private String named(List<@Nullable Object> row, String role) {
        List<String> roles = List.copyOf(columns.values());
        return IntStream.range(0, roles.size())
                .filter(column -> roles.get(column).equals(role))
                .mapToObj(column -> String.valueOf(row.get(column)))
                .collect(Collectors.joining(" · "));
    }
}
