package afterglow.report;

import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The verdict table, as the template shows it; figures that name no point are for {@code points}. */
record VerdictTable(List<Column> columns, List<Line> rows, String points, List<String> families, List<String> jvms) {

    private static final String ALWAYS = "";
    private static final String WIDE = "wide";
    private static final String MORE = "more";

    /** A column; shown always if {@code when} is empty, {@code wide} where there is room, {@code more} when asked for. */
    record Column(String name, String unit, boolean numeric, String when, Function<Found, Cell> cell) {}

    /** A cell: the figure, its interval, and notes on it; the key to sort it by, and its style. */
    record Cell(String text, String interval, List<String> notes, String sort, String tone) {}

    record Placed(Column column, Cell cell) {}

    /** A row of {@code verdicts.csv}, and what is shown of it; the role is empty for one strategy of many. */
    record Line(Found row, String role, List<Placed> cells) {}

    static VerdictTable of(Evidence evidence) {
        List<Found> rows = evidence.verdicts();
        List<Column> columns = columns(evidence).stream()
                .filter(column -> rows.stream()
                        .anyMatch(row -> !column.cell.apply(row).text().isEmpty()))
                .toList();
        List<Line> lines = rows.stream()
                .map(row -> new Line(
                        row,
                        evidence.role(row),
                        columns.stream()
                                .map(column -> new Placed(column, column.cell.apply(row)))
                                .toList()))
                .toList();
        String points =
                String.join(", ", rows.stream().map(Found::point).distinct().toList());
        List<String> families =
                rows.stream().map(row -> row.text("family")).distinct().sorted().toList();
        return new VerdictTable(columns, lines, points, families, evidence.jvms());
    }

    int count() {
        return rows.size();
    }

    boolean severalJvms() {
        return jvms.size() > 1;
    }

    private static List<Column> columns(Evidence evidence) {
        List<Column> columns = new ArrayList<>();
        columns.add(text("JVM", evidence.jvms().size() > 1 ? WIDE : MORE, Found::jvm));
        columns.add(new Column("verdict", "", false, ALWAYS, VerdictTable::verdict));
        Map<List<String>, Found> costs = new HashMap<>();
        evidence.rows(Schema.COSTS)
                .forEach(found -> costs.put(List.of(found.jvm(), found.strategy(), found.point()), found));
        evidence.rows(Schema.COSTS)
                .filter(found -> found.is("benchmark", "broadcast"))
                .sorted(Comparator.comparingDouble(found -> found.number("size")))
                .map(Found::point)
                .distinct()
                .forEach(point -> {
                    String name = "adds at " + point.replaceFirst(".* ", "");
                    String when = evidence.verdicts().get(0).point().equals(point) ? ALWAYS : WIDE;
                    Function<Found, Cell> cell = row -> added(costs.get(List.of(row.jvm(), row.strategy(), point)));
                    columns.add(new Column(name, "ns/send", true, when, cell));
                });
        columns.add(measured("× floor", "", ALWAYS, "ratio_to_floor"));
        columns.add(measured("allocated", "B/send", WIDE, "bytes_per_send"));
        columns.add(new Column("retained", "B/send", true, ALWAYS, VerdictTable::retained));
        columns.add(measured("late, p99", "ms", WIDE, "lateness_p99_us"));
        columns.add(text("faults", WIDE, row -> row.text("faults")));
        columns.add(measured("CPU, all threads", "ns/send", MORE, "cpu_ns_per_send"));
        columns.add(measured("in flight", "adds ns/send", MORE, "in_flight_added_ns"));
        columns.add(measured("idle CPU", "% of a core", MORE, "idle_cpu_percent"));
        columns.add(measured("armed lane", "B", MORE, "bytes_per_armed_lane"));
        columns.add(measured("open lane", "B", MORE, "bytes_per_lane"));
        columns.add(text("heap", MORE, VerdictTable::heap));
        columns.add(text("pick for", MORE, row -> orDash(row.text("recommended_for"))));
        columns.add(text("admits", MORE, row -> orDash(row.text("admits"))));
        columns.add(text("family", MORE, row -> row.text("family")));
        columns.add(text("library", MORE, row -> orDash(row.text("library"))));
        return columns;
    }

    private static Column text(String name, String when, Function<Found, String> text) {
        return new Column(name, "", false, when, row -> {
            String shown = text.apply(row);
            return new Cell(shown, "", List.of(), shown, "");
        });
    }

    private static Column measured(String name, String unit, String when, String column) {
        return new Column(name, unit, true, when, row -> {
            Measure measure = row.measure(column).dividedBy(column.endsWith("_us") ? 1e3 : 1);
            if (column.startsWith("bytes")) {
                return cell(bytes(measure.value()), measure);
            }
            return cell(column.contains("added") ? measure.bound() : Measure.shown(measure.value()), measure);
        });
    }

    private static Cell cell(String text, Measure measure, String... notes) {
        return new Cell(
                text, measure.interval(), List.of(notes), Objects.toString(Found.plain(measure.value()), ""), "");
    }

    private static Cell verdict(Found row) {
        String verdict = row.text("verdict");
        return switch (verdict) {
            case "", "unknown" -> new Cell(verdict, "", List.of(), verdict, "verdict ");
            case "sound" -> new Cell("✓\u00a0" + verdict, "", List.of(), verdict, "verdict good");
            case "retains" -> new Cell("◐\u00a0" + verdict, "", List.of(), verdict, "verdict mid");
            default -> new Cell("✗\u00a0" + verdict, "", List.of(), verdict, "verdict bad");
        };
    }

    /** What a timeout adds at one point, and whether its JVMs differed or had not settled. */
    private static Cell added(@Nullable Found costs) {
        if (costs == null) {
            return new Cell("", "", List.of(), "", "");
        }
        Measure added = costs.measure("added_ns");
        String[] notes = Stream.of(costs.text("modes"), costs.isUnsettled() ? "not settled" : "")
                .filter(note -> !note.isEmpty())
                .toArray(String[]::new);
        return cell(added.bound(), added, notes);
    }

    private static Cell retained(Found row) {
        double bytes = row.number("retained_bytes_per_send");
        double objects = row.number("retained_objects_per_send");
        String held = objects >= 0.005 ? Measure.shown(objects) + " objects" : "";
        return new Cell(bytes(bytes), held, List.of(), Objects.toString(Found.plain(bytes), ""), "");
    }

    /** Less than a tenth of a byte a send is the measurement's own. */
    private static String bytes(double value) {
        return Math.abs(value) < 0.1 ? "0" : Measure.shown(value);
    }

    private static String heap(Found row) {
        String expected = row.text("heap_expected");
        return row.text("heap")
                + (expected.isEmpty() || expected.equals(row.text("heap")) ? "" : ", promised " + expected);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "–" : text;
    }
}
