package afterglow.jvm;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The lines that a child prints for its parent, told from whatever a strategy may print by their mark. */
public final class Wire {

    private static final String MARK = "afterglow:";

    /** The kind of line that tells why there is nothing to do. */
    static final String ABSENT = "absent";

    private Wire() {}

    public static String line(Row row) {
        return line(row.schema().name(), row.cells().toArray());
    }

    /** Cells of some other kind, one or more. */
    public static String line(String kind, Object... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.toString().replaceAll("\\s+", " "))
                .collect(Collectors.joining("\t", MARK + kind + "\t", ""));
    }

    public static boolean is(String line, String kind) {
        return line.startsWith(MARK + kind + "\t");
    }

    public static List<String> cells(String line) {
        List<String> cells = List.of(line.split("\t", -1));
        return cells.subList(1, cells.size());
    }

    public static boolean isRow(String line, Schema schema) {
        return is(line, schema.name());
    }

    public static Row row(String line, Schema schema) {
        return Row.read(schema, schema.file(), cells(line));
    }

    static boolean isOurs(String line) {
        return line.startsWith(MARK);
    }
}
