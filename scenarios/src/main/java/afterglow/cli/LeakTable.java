package afterglow.cli;

import afterglow.results.Row;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What demonstrations came to, for people: a line for each, and one more for each form that is not as declared. */
final class LeakTable {

    /** What a demonstration shows that is not about memory. */
    private static final List<Map.Entry<String, String>> UNITS = List.of(
            Map.entry("idle_cpu_percent", " % of a core"),
            Map.entry("ns_per_send_at_64000", " ns at 64,000"),
            Map.entry("threads_per_1000_sends", " threads/1,000 sends"),
            Map.entry("wrong_target", " of the wrong send"),
            Map.entry("early_ms", " ms early"),
            Map.entry("never", " never"),
            Map.entry("late_ms", " ms late"));

    private LeakTable() {}

    /**
     * Prints rows, each leaky form before its fixed form; returns whether none is other than declared. A form that cannot be
     * judged is named, and not counted as wrong.
     */
    static boolean print(List<Row> rows, PrintStream console) {
        TextTable table = new TextTable(
                "demonstration", "cause", "leaky", "fixed", "objects/send", "B/send", "other harm", "as expected");
        for (int i = 0; i < rows.size(); i += 2) {
            List<Row> both = rows.subList(i, i + 2);
            Row leaky = rows.get(i);
            Row fixed = rows.get(i + 1);
            table.add(
                    leaky.text("demonstration"),
                    leaky.text("cause"),
                    verdict(leaky),
                    verdict(fixed),
                    pair(leaky, fixed, "objects_per_send", "%.2f"),
                    pair(leaky, fixed, "bytes_per_send", "%.0f"),
                    otherwise(leaky, fixed),
                    isAny(both, "no") ? "NO" : isAny(both, "") ? "?" : "yes");
        }
        console.print(table);
        for (Row row : rows) {
            if (!row.is("as_expected", "yes")) {
                String form = row.text("demonstration") + ", " + row.text("form");
                String note = row.text("note").isEmpty() ? "" : "; " + row.text("note");
                console.println(form + ": " + verdict(row) + ", expected " + row.text("expected") + note);
            }
        }
        console.println("objects and B that each send leaves: leaky -> fixed");
        if (isAny(rows, "")) {
            console.println("? and unknown: cannot be judged, and so not counted as wrong");
        }
        return !isAny(rows, "no");
    }

    private static boolean isAny(List<Row> rows, String asExpected) {
        return rows.stream().anyMatch(row -> row.is("as_expected", asExpected));
    }

    private static String verdict(Row row) {
        return row.text("verdict").isEmpty() ? "died" : row.text("verdict");
    }

    private static String pair(Row leaky, Row fixed, String column, String format) {
        return leaky.number(column).isEmpty()
                ? ""
                : number(leaky, column, format) + " -> " + number(fixed, column, format);
    }

    /** A figure for people; {@code ?} if there is none. */
    static String number(Row row, String column, String format) {
        OptionalDouble number = row.number(column);
        return number.isEmpty() ? "?" : format.formatted(number.getAsDouble());
    }

    /** The first figure of {@link #UNITS} that is above zero for the leaky form, with its unit. */
    private static String otherwise(Row leaky, Row fixed) {
        return UNITS.stream()
                .filter(unit -> leaky.number(unit.getKey()).orElse(0) > 0)
                .map(unit -> pair(leaky, fixed, unit.getKey(), "%.0f") + unit.getValue())
                .findFirst()
                .orElse(leaky.text("verdict").isEmpty() ? "" : leaky.text("note"));
    }
}
