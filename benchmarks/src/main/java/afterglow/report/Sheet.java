package afterglow.report;

import afterglow.results.Schema;
import com.google.gson.Gson;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table that stands in the page by itself. */
record Sheet(String id, String title, String file, List<String> columns, List<List<Cell>> rows, int omitted) {

    private static final int MOST_ROWS = 200;

    /** A cell, with its column's heading: a narrow page shows each row as a list. */
    record Cell(String column, String text) {}

    /** What {@code sheets.json} says: the rows of a table that have a value in a column, or just any, and what is shown of them. */
    private record Planned(
            String id,
            String title,
            Schema table,
            String column,
            @Nullable String value,
            List<String> columns) {

        boolean has(Found found) {
            return value == null ? found.has(column) : found.is(column, value);
        }
    }

    /** All sheets that have a row. The other tables stand in the verdicts or a picture, or are for statistics. */
    static List<Sheet> all(Evidence evidence) throws IOException {
        return Stream.of(new Gson().fromJson(Report.resource("sheets.json"), Planned[].class))
                .map(planned -> of(planned, evidence))
                .filter(sheet -> !sheet.rows.isEmpty())
                .toList();
    }

    private static Sheet of(Planned planned, Evidence evidence) {
        List<Found> all = evidence.rows(planned.table).filter(planned::has).toList();
        List<List<Cell>> rows = all.stream()
                .limit(MOST_ROWS)
                .map(found -> planned.columns.stream()
                        .map(column -> cell(column, found))
                        .toList())
                .toList();
        List<String> headings = planned.columns.stream().map(Sheet::heading).toList();
        int omitted = Math.max(0, all.size() - MOST_ROWS);
        return new Sheet(planned.id, planned.title, planned.table.file(), headings, rows, omitted);
    }

    /** A cell as shown; of a class its name, for packages are long and the CSV has them. */
    private static Cell cell(String column, Found found) {
        String text = Objects.toString(found.get(column), "");
        return new Cell(heading(column), column.equals("carrier") ? text.replaceAll("^([a-z0-9_]+\\.)+", "") : text);
    }

    static String heading(String column) {
        return column.equals("jvm")
                ? "measured on"
                : column.replace("_per_send", "/send").replace('_', ' ');
    }
}
