package afterglow.compare;

import afterglow.cli.TextTable;
import afterglow.results.Row;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The table that people came for, and what the run says of its own noise. */
final class Headline {

    private Headline() {}

    /** For each JVM a table, how wide its noise was, and what to pick. */
    static String of(Plan plan, Statistics.Conclusions conclusions) {
        Point point = plan.points().get(0);
        StringBuilder text = new StringBuilder();
        for (Variant variant : plan.variants()) {
            text.append("%s, one send of a %s:%n%n"
                    .formatted(variant.label(), point.timing().label(point.size())));
            text.append(table(conclusions.verdicts().stream()
                            .filter(variant::marks)
                            .toList()))
                    .append('\n');
            for (Row control : Statistics.controls(conclusions.costs(), point)) {
                if (variant.marks(control)) {
                    text.append(noise(control)).append('\n');
                }
            }
            text.append(picks(conclusions.uses().stream().filter(variant::marks).toList()))
                    .append('\n');
        }
        return text.toString();
    }

    private static TextTable table(List<Row> verdicts) {
        TextTable table = new TextTable(
                "strategy",
                "ns/send",
                "x floor",
                "[95 %]",
                "B/send",
                "retained/send",
                "B retained",
                "p99 late",
                "idle CPU %",
                "B/lane",
                "faults",
                "verdict");
        for (Row row : verdicts) {
            table.add(
                    row.text("strategy"),
                    figure(row, "ns_per_send", "%.1f"),
                    figure(row, "ratio_to_floor", "%.2f"),
                    interval(row, "ratio_to_floor"),
                    figure(row, "bytes_per_send", "%.1f"),
                    figure(row, "retained_objects_per_send", "%.4f"),
                    figure(row, "retained_bytes_per_send", "%.1f"),
                    lateness(row),
                    figure(row, "idle_cpu_percent", "%.1f"),
                    figure(row, "bytes_per_lane", "%.0f"),
                    row.text("faults"),
                    verdict(row));
        }
        return table;
    }

    private static TextTable picks(List<Row> uses) {
        TextTable table = new TextTable("for", "pick", "because");
        for (Row row : uses) {
            String label = Stream.of(Use.values())
                    .filter(use -> use.id().equals(row.text("use")))
                    .map(Use::label)
                    .findFirst()
                    .orElseThrow();
            table.add(label, row.text("pick").replace(" ", " or "), row.text("because"));
        }
        return table;
    }

    private static String noise(Row control) {
        double low = control.number("ratio_to_floor_low").orElse(1);
        double high = control.number("ratio_to_floor_high").orElse(1);
        String measured = "The floor against itself: %s [%s].%n"
                .formatted(figure(control, "ratio_to_floor", "%.2f"), interval(control, "ratio_to_floor"));
        if (control.whole("rounds") < 2) {
            measured += "One round: the intervals are over its iterations; more --rounds tell noise from difference.\n";
        }
        return low > 1 || high < 1
                ? measured
                        + "The machine was too noisy: differences of this size mean nothing here, and what is picked may be chance.\n"
                : measured;
    }

    private static String verdict(Row row) {
        String verdict = row.text("verdict");
        String expected = row.text("expected");
        return verdict.equals(expected) ? verdict : verdict + ", where it promises " + expected;
    }

    private static String lateness(Row row) {
        OptionalDouble micros = row.number("lateness_p99_us");
        return micros.isEmpty() ? "" : "%.2f ms".formatted(micros.getAsDouble() / 1e3);
    }

    private static String interval(Row row, String column) {
        String low = figure(row, column + "_low", "%.2f");
        return low.isEmpty() ? "" : low + "-" + figure(row, column + "_high", "%.2f");
    }

    private static String figure(Row row, String column, String format) {
        OptionalDouble value = row.number(column);
        return value.isEmpty() ? "" : format.formatted(value.getAsDouble());
    }
}
