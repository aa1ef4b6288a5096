package afterglow.report;

import afterglow.report.Evidence.Found;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** A cell, with its column's name: a narrow page shows each row as a list. */
    record Cell(String column, String text) {}

    private static final int MOST_ROWS = 200;

    /** Tables whose rows stand in the verdicts, in a picture, or in a sheet of their own. */
    private static final Set<String> SHOWN = Set.of(
            "environment.csv",
            "verdicts.csv",
            "uses.csv",
            "costs.csv",
            "growth.csv",
            "generations.csv",
            "timeline.csv",
            "accuracy.csv",
            "retention.csv",
            "retention-classes.csv",
            "contract.csv",
            "leaks.csv");

    /** All sheets that have a row. */
    static List<Sheet> all(Evidence evidence) {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(of(
                "faults",
                "What went wrong at a deadline?",
                Schema.CONTRACT.file(),
                List.of("strategy", "measured on", "clause", "fault", "as it says", "seen"),
                evidence.rows(Schema.CONTRACT)
                        .filter(found -> found.row().text("state").equals("broken"))
                        .map(cells(evidence, "strategy", "", "clause", "fault", "as_promised", "detail"))));
        sheets.add(of(
                "holders",
                "What holds what is left?",
                Schema.RETENTION.file(),
                List.of(
                        "strategy",
                        "measured on",
                        "sends",
                        "sampled",
                        "objects/send",
                        "B/send",
                        "carried by",
                        "held through"),
                evidence.rows(Schema.RETENTION)
                        .filter(found -> !found.row().text("carrier").isEmpty())
                        .map(cells(
                                evidence,
                                "strategy",
                                "",
                                "ending",
                                "sample",
                                "objects_per_send",
                                "bytes_per_send",
                                "carrier",
                                "path"))));
        sheets.add(of(
                "leaks",
                "What did real projects leak?",
                Schema.LEAKS.file(),
                List.of(
                        "demonstration",
                        "measured on",
                        "form",
                        "library",
                        "harm",
                        "verdict",
                        "as expected",
                        "objects/send",
                        "B/send",
                        "cause"),
                evidence.rows(Schema.LEAKS)
                        .map(cells(
                                evidence,
                                "demonstration",
                                "",
                                "form",
                                "library",
                                "harm",
                                "verdict",
                                "as_expected",
                                "objects_per_send",
                                "bytes_per_send",
                                "cause"))));
        sheets.add(of(
                "unsettled",
                "Which JVMs had not settled?",
                Schema.GENERATIONS.file(),
                List.of(
                        "strategy",
                        "measured on",
                        "generation",
                        "benchmark",
                        "size",
                        "level, ns",
                        "JIT, ms",
                        "drift",
                        "wait share"),
                evidence.rows(Schema.GENERATIONS)
                        .filter(found -> found.row().text("settled").equals("no"))
                        .map(cells(
                                evidence,
                                "strategy",
                                "",
                                "generation",
                                "benchmark",
                                "size",
                                "level_ns",
                                "jit_ms",
                                "drift",
                                "wait_share"))));
        Arrays.stream(Schema.values())
                // Slices and iterations are for statistics, not for reading.
                .filter(schema -> !SHOWN.contains(schema.file())
                        && !schema.columns().contains("life")
                        && !schema.columns().contains("iteration"))
                .forEach(schema -> sheets.add(of(
                        schema.file().replace(".csv", ""),
                        schema.file(),
                        schema.file(),
                        schema.columns(),
                        evidence.rows(schema)
                                .map(cells(evidence, schema.columns().toArray(String[]::new))))));
        return sheets.stream().filter(sheet -> !sheet.rows.isEmpty()).toList();
    }

    private static Sheet of(String id, String title, String file, List<String> columns, Stream<List<String>> rows) {
        List<List<String>> all = rows.toList();
        List<List<String>> some = all.subList(0, Math.min(all.size(), MOST_ROWS));
        List<List<Cell>> named = some.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> new Cell(columns.get(i), row.get(i)))
                        .toList())
                .toList();
        return new Sheet(id, title, file, columns, named, all.size() - some.size());
    }

    /** A cell as shown; of a class its name, for packages are long and the CSV has them. */
    private static String cell(Found found, String column) {
        String text = found.row().text(column);
        return column.equals("carrier") ? text.replaceAll("^([a-z0-9_]+\\.)+", "") : text;
    }

    /** The cells of some columns; an empty name stands for what the row was measured on. */
    private static Function<Found, List<String>> cells(Evidence evidence, String... columns) {
        return found -> Arrays.stream(columns)
                .map(column -> column.isEmpty() ? evidence.jvm(found) : cell(found, column))
                .toList();
    }
}
