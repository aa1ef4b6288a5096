package afterglow.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A column of the verdict table.
 *
 * @param name of it
 * @param unit of its figures; empty for none
 * @param numeric whether it is sorted by number
 * @param when it is shown: always if empty, {@code wide} where there is room, {@code more} when it is asked for
 * @param figure what a row's cell shows
 */
record VerdictColumn(String name, String unit, boolean numeric, String when, Function<Standing, Figure> figure) {

    private static final String WIDE = "wide";
    private static final String MORE = "more";

    /** What a cell shows: the figure, its interval, what else is to be said, and the number that it is sorted by. */
    private record Figure(String text, String interval, List<String> notes, String sort) {}

    /** The columns in which something is known of somebody. */
    static List<VerdictColumn> of(Standings standings) {
        List<VerdictColumn> columns = new ArrayList<>();
        columns.add(text("JVM", standings.jvms().size() > 1 ? WIDE : MORE, Standing::jvm));
        columns.add(new VerdictColumn("verdict", "", false, "", row -> figure(verdict(row), row.text("verdict"))));
        standings.rows().stream()
                .flatMap(row -> row.costs().values().stream())
                .filter(found -> found.is("benchmark", "broadcast"))
                .sorted(Comparator.comparingDouble(found -> found.known("size")))
                .map(Found::point)
                .distinct()
                .forEach(point -> columns.add(
                        added(point, standings.rows().get(0).verdicts().point().equals(point) ? "" : WIDE)));
        columns.add(measured("× floor", "", "", "ratio_to_floor"));
        columns.add(measured("allocated", "B/send", WIDE, "bytes_per_send"));
        columns.add(retained());
        columns.add(new VerdictColumn("late, p99", "ms", true, WIDE, row -> {
            Measure millis = row.measure("lateness_p99_us").dividedBy(1e3);
            return figure(Measure.shown(millis.value()), millis.interval(), List.of(), millis.value());
        }));
        columns.add(text("faults", WIDE, row -> row.text("faults")));
        columns.add(measured("CPU, all threads", "ns/send", MORE, "cpu_ns_per_send"));
        columns.add(measured("in flight", "adds ns/send", MORE, "in_flight_added_ns"));
        columns.add(measured("idle CPU", "% of a core", MORE, "idle_cpu_percent"));
        columns.add(measured("armed lane", "B", MORE, "bytes_per_armed_lane"));
        columns.add(measured("open lane", "B", MORE, "bytes_per_lane"));
        columns.add(text("heap", MORE, VerdictColumn::heap));
        columns.add(text("pick for", MORE, row -> orDash(row.text("recommended_for"))));
        columns.add(text("admits", MORE, row -> orDash(row.text("admits"))));
        columns.add(text("family", MORE, row -> row.text("family")));
        columns.add(text("library", MORE, row -> orDash(row.text("library"))));
        return columns.stream()
                .filter(column -> standings.rows().stream()
                        .anyMatch(row -> !column.figure.apply(row).text().isEmpty()))
                .toList();
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "–" : text;
    }

    private static String verdict(Standing row) {
        String mark =
                Map.of("good", "✓\u00a0", "mid", "◐\u00a0", "bad", "✗\u00a0").getOrDefault(row.tone(), "");
        return mark + row.text("verdict");
    }

    private static String heap(Standing row) {
        String expected = row.text("heap_expected");
        return row.text("heap")
                + (expected.isEmpty() || expected.equals(row.text("heap")) ? "" : ", promised " + expected);
    }

    private static VerdictColumn text(String name, String when, Function<Standing, String> cell) {
        return new VerdictColumn(name, "", false, when, row -> figure(cell.apply(row), cell.apply(row)));
    }

    private static VerdictColumn measured(String name, String unit, String when, String column) {
        return new VerdictColumn(name, unit, true, when, row -> {
            Measure measure = row.measure(column);
            String text = column.contains("added") ? measure.bound() : Measure.shown(measure.value());
            return figure(
                    column.startsWith("bytes") ? bytes(measure.value()) : text,
                    measure.interval(),
                    List.of(),
                    measure.value());
        });
    }

    /** What a timeout adds at one point, and whether its JVMs differed or had not settled. */
    private static VerdictColumn added(String point, String when) {
        return new VerdictColumn("adds at " + point.replaceFirst(".* ", ""), "ns/send", true, when, row -> {
            Found costs = row.costs().get(point);
            if (costs == null) {
                return figure("", "");
            }
            Measure added = costs.measure("added_ns");
            List<String> notes = Stream.of(costs.text("modes"), costs.isUnsettled() ? "not settled" : "")
                    .filter(note -> !note.isEmpty())
                    .toList();
            return figure(added.bound(), added.interval(), notes, added.value());
        });
    }

    private static VerdictColumn retained() {
        return new VerdictColumn("retained", "B/send", true, "", row -> {
            Double bytes = row.verdicts().number("retained_bytes_per_send");
            Double objects = row.verdicts().number("retained_objects_per_send");
            boolean some = objects != null && objects >= 0.005;
            return figure(bytes(bytes), some ? Measure.shown(objects) + " objects" : "", List.of(), bytes);
        });
    }

    /** What is less than a tenth of a byte a send is the measurement's own. */
    private static String bytes(@Nullable Double value) {
        return value != null && Math.abs(value) < 0.1 ? "0" : Measure.shown(value);
    }

    private static Figure figure(String text, String sort) {
        return new Figure(text, "", List.of(), sort);
    }

    private static Figure figure(String text, String interval, List<String> notes, @Nullable Double sort) {
        return new Figure(text, interval, notes, sort == null ? "" : sort.toString());
    }

    Map<String, Object> header() {
        return Map.of("name", name, "unit", unit, "hasUnit", !unit.isEmpty(), "numeric", numeric, "when", when);
    }

    Map<String, Object> cell(Standing row) {
        Figure shown = figure.apply(row);
        boolean unknown = shown.text().isEmpty();
        return Map.of(
                "text",
                unknown ? "unknown" : shown.text(),
                "unknown",
                unknown,
                "interval",
                shown.interval(),
                "hasInterval",
                !shown.interval().isEmpty(),
                "notes",
                shown.notes(),
                "sort",
                shown.sort(),
                "numeric",
                numeric,
                "when",
                when,
                "name",
                name + (unit.isEmpty() ? "" : ", " + unit),
                "tone",
                name.equals("verdict") ? "verdict " + row.tone() : "");
    }
}
