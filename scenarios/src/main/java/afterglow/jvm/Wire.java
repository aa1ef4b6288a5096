package afterglow.jvm;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.stream.Collectors;

/** The lines that a child prints for its parent, told from whatever a strategy may print by their mark. */
public final class Wire {

    private static final String MARK = "afterglow:";
    private static final String ABSENT = MARK + "absent\t";

    private Wire() {}

    /** A row. */
    public static String line(Row row) {
        return MARK
                + row.schema().name()
                + row.schema().columns().stream()
                        .map(column -> "\t" + clean(row.text(column)))
                        .collect(Collectors.joining());
    }

    /** Why there are no rows. */
    public static String absent(String reason) {
        return ABSENT + clean(reason);
    }

    /** Whether a line tells why there are no rows. */
    public static boolean isAbsent(String line) {
        return line.startsWith(ABSENT);
    }

    /** The reason in such a line. */
    public static String reason(String line) {
        return line.substring(ABSENT.length());
    }

    /** Whether a line is a row of a table. */
    public static boolean isRow(String line, Schema schema) {
        return line.startsWith(MARK + schema.name() + "\t");
    }

    /** The row in such a line. */
    public static Row row(String line, Schema schema) {
        String[] cells = line.split("\t", -1);
        Row row = Row.of(schema);
        for (int i = 0; i < schema.columns().size(); i++) {
            row.set(schema.columns().get(i), cells[i + 1]);
        }
        return row;
    }

    private static String clean(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
