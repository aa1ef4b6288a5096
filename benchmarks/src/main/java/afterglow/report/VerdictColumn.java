package afterglow.report;

import afterglow.report.Standing.Measure;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of the verdict table.
 *
 * @param name of it
 * @param unit of its figures; empty for none
 * @param numeric whether it is sorted by number
 * @param figure what a row's cell shows
 */
record VerdictColumn(String name, String unit, boolean numeric, Function<Standing, Figure> figure) {

    /** What a cell shows: the figure, its interval, and the number that it is sorted by; empty for unknown. */
    private record Figure(String text, String interval, String sort) {}

    static final List<VerdictColumn> ALL = List.of(
            text("JVM", Standing::jvm),
            new VerdictColumn("verdict", "", false, row -> new Figure(verdict(row), "", row.verdict())),
            text("faults", Standing::faults),
            text("pick for", row -> orDash(row.recommendedFor())),
            text("dominated by", row -> orDash(row.dominatedBy())),
            measured("price", "ns/send", Standing::nanos),
            measured("price", "× floor", Standing::ratio),
            number("allocated", "B/send", Standing::bytes),
            number("retained", "objects/send", Standing::retainedObjects),
            number("retained", "B/send", Standing::retainedBytes),
            measured("in flight", "ns/send", Standing::inFlightNanos),
            measured("lateness p99", "µs", Standing::latenessMicros),
            measured("idle CPU", "% of a core", Standing::idleCpuPercent),
            measured("open lane", "B", Standing::laneBytes),
            text("family", Standing::family));

    private static String orDash(String text) {
        return text.isEmpty() ? "–" : text;
    }

    private static String verdict(Standing row) {
        String mark = switch (row.verdict()) {
            case "clean" -> "✓ ";
            case "retains" -> "◐ ";
            case "leaks" -> "✗ ";
            default -> "";
        };
        return mark
                + row.verdict()
                + (row.expected().isEmpty() || row.expected().equals(row.verdict())
                        ? ""
                        : ", promised " + row.expected());
    }

    private static VerdictColumn text(String name, Function<Standing, String> cell) {
        return new VerdictColumn(name, "", false, row -> new Figure(cell.apply(row), "", cell.apply(row)));
    }

    private static VerdictColumn number(String name, String unit, Function<Standing, @Nullable Double> cell) {
        return new VerdictColumn(name, unit, true, row -> {
            Double value = cell.apply(row);
            return new Figure(Cells.shown(value), "", value == null ? "" : value.toString());
        });
    }

    private static VerdictColumn measured(String name, String unit, Function<Standing, Measure> cell) {
        return new VerdictColumn(name, unit, true, row -> {
            Measure measure = cell.apply(row);
            Double value = measure.value();
            String interval = measure.low() == null
                            || measure.high() == null
                            || measure.low().equals(measure.high())
                    ? ""
                    : Cells.shown(measure.low()) + "–" + Cells.shown(measure.high());
            return new Figure(Cells.shown(value), interval, value == null ? "" : value.toString());
        });
    }

    boolean known(List<Standing> rows) {
        return rows.stream().anyMatch(row -> !figure.apply(row).text().isEmpty());
    }

    Map<String, Object> header() {
        return Map.of("name", name, "unit", unit, "hasUnit", !unit.isEmpty(), "numeric", numeric);
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
                "sort",
                shown.sort(),
                "numeric",
                numeric,
                "name",
                name + (unit.isEmpty() ? "" : ", " + unit),
                "verdict",
                name.equals("verdict") ? row.verdict() : "");
    }
}
