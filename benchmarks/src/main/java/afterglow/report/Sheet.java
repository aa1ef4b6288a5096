package afterglow.report;

import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table that stands in the page by itself.
 *
 * @param id of its place in the page
 * @param title of it
 * @param file that it is taken from
 * @param columns of it
 * @param rows of it, as shown
 * @param omitted how many rows the CSV has more
 */
record Sheet(String id, String title, String file, List<String> columns, List<List<Cell>> rows, int omitted) {

    private static final int MOST_ROWS = 200;

    /** Tables whose rows stand in the verdicts, in a picture, or in a sheet of their own. */
    private static final Set<Schema> SHOWN = Set.of(
            Schema.ENVIRONMENT,
            Schema.VERDICTS,
            Schema.USES,
            Schema.COSTS,
            Schema.GENERATIONS,
            Schema.TIMELINE,
            Schema.ACCURACY,
            Schema.RETENTION,
            Schema.RETENTION_CLASSES,
            Schema.CONTRACT,
            Schema.LEAKS);

    /** A cell, with its column's name: a narrow page shows each row as a list. */
    record Cell(String column, String text) {}

    /** All sheets that have a row. */
    static List<Sheet> all(Evidence evidence) {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(of(
                evidence,
                "faults",
                "What went wrong at a deadline?",
                Schema.CONTRACT,
                found -> found.is("state", "broken"),
                List.of("strategy", "jvm", "clause", "fault", "as_promised", "detail")));
        sheets.add(of(
                evidence,
                "holders",
                "What holds what is left?",
                Schema.RETENTION,
                found -> found.has("carrier"),
                List.of(
                        "strategy",
                        "jvm",
                        "ending",
                        "sample",
                        "objects_per_send",
                        "bytes_per_send",
                        "carrier",
                        "path")));
        sheets.add(of(
                evidence,
                "leaks",
                "What did real projects leak?",
                Schema.LEAKS,
                found -> true,
                List.of(
                        "demonstration",
                        "jvm",
                        "form",
                        "library",
                        "verdict",
                        "as_expected",
                        "objects_per_send",
                        "late_ms",
                        "threads_per_1000_sends",
                        "cause")));
        sheets.add(of(
                evidence,
                "unsettled",
                "Which JVMs had not settled?",
                Schema.GENERATIONS,
                found -> found.is("settled", "no"),
                List.of("strategy", "jvm", "generation", "point", "level_ns", "jit_ms", "drift", "wait_share")));
        Arrays.stream(Schema.values())
                // Slices and iterations are for statistics, not for reading.
                .filter(schema -> !SHOWN.contains(schema)
                        && !schema.columns().contains("life")
                        && !schema.columns().contains("iteration"))
                .forEach(schema -> sheets.add(of(
                        evidence,
                        schema.file().replace(".csv", ""),
                        schema.file(),
                        schema,
                        found -> true,
                        schema.columns())));
        return sheets.stream().filter(sheet -> !sheet.rows.isEmpty()).toList();
    }

    private static Sheet of(
            Evidence evidence, String id, String title, Schema schema, Predicate<Found> which, List<String> columns) {
        List<Found> all = evidence.rows(schema).filter(which).toList();
        List<List<Cell>> rows = all.stream()
                .limit(MOST_ROWS)
                .map(found -> columns.stream()
                        .map(column -> new Cell(heading(column), cell(column, found)))
                        .toList())
                .toList();
        List<String> headings = columns.stream().map(Sheet::heading).toList();
        return new Sheet(id, title, schema.file(), headings, rows, all.size() - rows.size());
    }

    /** A column's name as people read it. */
    static String heading(String column) {
        return column.equals("jvm")
                ? "measured on"
                : column.replace("_per_send", "/send").replace('_', ' ');
    }

    /** A cell as shown; of a class its name, for packages are long and the CSV has them. */
    private static String cell(String column, Found found) {
        @Nullable Object cell = found.cells(List.of(column)).get(0);
        String text = cell == null ? "" : cell.toString();
        return column.equals("carrier") ? text.replaceAll("^([a-z0-9_]+\\.)+", "") : text;
    }
}
