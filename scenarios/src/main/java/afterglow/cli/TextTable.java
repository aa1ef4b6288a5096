package afterglow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table for a terminal: columns as wide as their widest cell, those of numbers, with a few words behind them, to the right.
 * What comes from outside is shown without control characters. Not thread-safe.
 */
public final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    public TextTable(String... header) {
        columns = header.length;
        rows.add(List.of(header));
    }

    /** Adds a row of as many cells as the header has. */
    public void add(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns + " columns");
        }
        rows.add(Stream.of(cells).map(TextTable::plain).toList());
    }

    /** What comes from outside, for a terminal: without control characters, which could move its cursor or hide what stands there. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    /** The table, one line a row, each ended. */
    @Override
    public String toString() {
        String format = IntStream.range(0, columns).mapToObj(this::formatOf).collect(Collectors.joining("  "));
        return rows.stream()
                .map(row -> format.formatted(row.toArray()).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private String formatOf(int column) {
        int width =
                rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
        boolean numeric = rows.stream().skip(1).allMatch(row -> row.get(column).matches("|[-+<>=~ ]*[0-9].{0,20}"));
        return "%" + (numeric ? "" : "-") + Math.max(1, width) + "s";
    }
}
