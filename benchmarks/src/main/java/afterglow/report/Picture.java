package afterglow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A picture and the table below it, which are the same rows: what the page's script draws.
 *
 * @param id of its place in the page
 * @param question that it answers: its title
 * @param reading how to read it
 * @param kind of picture
 * @param x horizontal axis; for dots and bars the axis of the values
 * @param y vertical axis; for dots and bars that of the categories
 * @param columns of the table
 * @param rows of the table; a cell is a text, a number, a list of numbers, or null for unknown
 * @param encode which column is what
 * @param marks lines across the picture
 * @param omitted how many rows the CSV has more than are here
 */
record Picture(
        String id,
        String question,
        String reading,
        Kind kind,
        Axis x,
        Axis y,
        List<String> columns,
        List<List<@Nullable Object>> rows,
        Encoding encode,
        List<Mark> marks,
        int omitted) {

    /** What is drawn. Gson writes the names as they stand here. */
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

    /** How an axis grows. */
    enum Scale {
        LINEAR,
        /** By powers of ten; zero stands at the foot. */
        LOG,
        /** By powers of ten to both sides; what is smaller than one stands at zero. */
        SIGNED
    }

    /**
     * An axis.
     *
     * @param name of it, with its unit
     * @param scale of it
     */
    record Axis(String name, Scale scale) {}

    /**
     * Which column is what; -1 for none.
     *
     * @param facets columns of which one combination is shown at a time
     * @param series what is told apart by colour and shape
     * @param category what the row is about
     * @param x value on the horizontal axis
     * @param y value on the vertical axis
     * @param low begin of the value's interval
     * @param high end of it
     * @param each value of each JVM behind it, a list
     */
    record Encoding(List<Integer> facets, int series, int category, int x, int y, int low, int high, int each) {}

    /**
     * A line across the picture.
     *
     * @param facet where it is drawn; empty for everywhere
     * @param axis whose value it marks, {@code x} or {@code y}
     * @param value that is marked
     * @param label of it
     */
    record Mark(String facet, String axis, double value, String label) {}

    /** The same with at most so many rows: of each series its ends, and between them the highest of each stretch. */
    Picture atMost(int most) {
        if (rows.size() <= most) {
            return this;
        }
        Map<List<Object>, List<List<@Nullable Object>>> groups = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> {
                            List<Object> key = new ArrayList<>();
                            encode.facets.forEach(facet -> key.add(String.valueOf(row.get(facet))));
                            key.add(encode.series < 0 ? "" : String.valueOf(row.get(encode.series)));
                            return key;
                        },
                        LinkedHashMap::new,
                        Collectors.toList()));
        int each = Math.max(2, most / groups.size());
        List<List<@Nullable Object>> kept = new ArrayList<>();
        groups.values().forEach(group -> kept.addAll(thinned(group, each)));
        return new Picture(
                id,
                question,
                reading,
                kind,
                x,
                y,
                columns,
                kept.subList(0, Math.min(kept.size(), most)),
                encode,
                marks,
                omitted + rows.size() - Math.min(kept.size(), most));
    }

    private List<List<@Nullable Object>> thinned(List<List<@Nullable Object>> group, int most) {
        if (group.size() <= most) {
            return group;
        }
        int value = kind == Kind.LINES || kind == Kind.SCATTER ? encode.y : encode.x;
        List<List<@Nullable Object>> kept = new ArrayList<>();
        kept.add(group.get(0));
        int inner = group.size() - 2;
        for (int stretch = 0; stretch < most - 2; stretch++) {
            int from = 1 + (int) ((long) inner * stretch / (most - 2));
            int to = 1 + (int) ((long) inner * (stretch + 1) / (most - 2));
            List<@Nullable Object> highest = group.get(from);
            for (int i = from + 1; i < to; i++) {
                if (size(group.get(i).get(value)) > size(highest.get(value))) {
                    highest = group.get(i);
                }
            }
            kept.add(highest);
        }
        kept.add(group.get(group.size() - 1));
        return kept;
    }

    private static double size(@Nullable Object cell) {
        return cell instanceof Number number ? number.doubleValue() : Double.NEGATIVE_INFINITY;
    }
}
