package afterglow.accuracy;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.stream.Collectors;

/** The lines that a child prints for its parent, told from whatever a strategy may print by their mark. */
final class Wire {

    private static final String ROW = "afterglow:accuracy\t";
    private static final String LATENESS = "afterglow:lateness\t";
    private static final String ABSENT = "afterglow:absent\t";

    private Wire() {}

    static String line(Row row) {
        return ROW
                + row.schema().columns().stream()
                        .map(column -> clean(row.text(column)))
                        .collect(Collectors.joining("\t"));
    }

    static String line(Lateness lateness) {
        return LATENESS + lateness.encoded();
    }

    /** Why there is no row. */
    static String absent(String reason) {
        return ABSENT + clean(reason);
    }

    static boolean isRow(String line) {
        return line.startsWith(ROW);
    }

    static boolean isLateness(String line) {
        return line.startsWith(LATENESS);
    }

    static boolean isAbsent(String line) {
        return line.startsWith(ABSENT);
    }

    static Row row(String line) {
        String[] cells = line.substring(ROW.length()).split("\t", -1);
        Row row = Row.of(Schema.ACCURACY);
        for (int i = 0; i < cells.length; i++) {
            row.set(Schema.ACCURACY.columns().get(i), cells[i]);
        }
        return row;
    }

    static Lateness lateness(String line) {
        return Lateness.decode(line.substring(LATENESS.length()));
    }

    static String reason(String line) {
        return line.substring(ABSENT.length());
    }

    private static String clean(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
