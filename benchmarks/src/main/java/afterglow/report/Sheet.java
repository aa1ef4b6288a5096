package afterglow.report;

import afterglow.results.Schema;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A table that stands in the page by itself.
 *
 * @param id of its place in the page
 * @param file that it is taken from
 * @param columns their headings
 * @param rows as they are shown
 * @param omitted how many rows the CSV has more
 */
record Sheet(String id, String title, String file, List<String> columns, List<List<Cell>> rows, int omitted) {

    private static final int MOST_ROWS = 200;

    /** A cell, with its column's name: a narrow page shows each row as a list. */
    record Cell(String column, String text) {}

    /** All sheets that have a row. The other tables stand in the verdicts or a picture, or are for statistics. */
    static List<Sheet> all(Evidence evidence) {
        return Stream.of(
                        of(
                                evidence,
                                "faults",
                                "What went wrong at a deadline?",
                                Schema.CONTRACT,
                                found -> found.is("state", "broken"),
                                "strategy jvm clause fault as_promised detail"),
                        of(
                                evidence,
                                "holders",
                                "What holds what is left?",
                                Schema.RETENTION,
                                found -> found.has("carrier"),
                                "strategy jvm ending sample objects_per_send bytes_per_send carrier path"),
                        of(
                                evidence,
                                "leaks",
                                "What did real projects leak?",
                                Schema.LEAKS,
                                found -> true,
                                "demonstration jvm form library verdict as_expected objects_per_send late_ms"
                                        + " threads_per_1000_sends cause"),
                        of(
                                evidence,
                                "unsettled",
                                "Which JVMs had not settled?",
                                Schema.GENERATIONS,
                                found -> found.is("settled", "no"),
                                "strategy jvm generation point level_ns jit_ms drift wait_share"),
                        of(
                                evidence,
                                "watch",
                                Schema.WATCH.file(),
                                Schema.WATCH,
                                found -> true,
                                String.join(" ", Schema.WATCH.columns())))
                .filter(sheet -> !sheet.rows.isEmpty())
                .toList();
    }

    private static Sheet of(
            Evidence evidence, String id, String title, Schema schema, Predicate<Found> which, String names) {
        List<String> columns = List.of(names.split(" "));
        List<Found> all = evidence.rows(schema).filter(which).toList();
        List<List<Cell>> rows = all.stream()
                .limit(MOST_ROWS)
                .map(found -> columns.stream().map(column -> cell(column, found)).toList())
                .toList();
        List<String> headings = columns.stream().map(Sheet::heading).toList();
        return new Sheet(id, title, schema.file(), headings, rows, all.size() - rows.size());
    }

    /** A cell as shown; of a class its name, for packages are long and the CSV has them. */
    private static Cell cell(String column, Found found) {
        String text = Objects.toString(found.cells(List.of(column)).get(0), "");
        return new Cell(
                heading(column), column.equals("carrier") ? text.replaceAll("^([a-z0-9_]+\\.)+", "") : text);
    }

    /** A column's name as people read it. */
    static String heading(String column) {
        return column.equals("jvm")
                ? "measured on"
                : column.replace("_per_send", "/send").replace('_', ' ');
    }
}
