package afterglow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table for a terminal: columns as wide as their widest cell, numbers to the right. What comes from outside is shown
 * without control characters. Not thread-safe.
 */
public final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    /** A table with a header. */
    public TextTable(String... header) {
        columns = header.length;
        rows.add(List.of(header));
    }

    /** Adds a row of as many cells as the header has. */
    public TextTable add(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + columns + " columns");
        }
        rows.add(IntStream.range(0, columns)
                .mapToObj(i -> cells[i].replaceAll("\\p{Cntrl}", "?"))
                .toList());
        return this;
    }

    /** The table, one line a row, each ended. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, columns)
                .map(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toArray();
        boolean[] numeric = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            numeric[i] = rows.stream().skip(1).allMatch(row -> row.get(column).matches("|[-+<>=~ ]*[0-9].*"));
        }
        return rows.stream().map(row -> line(row, widths, numeric)).collect(Collectors.joining());
    }

    private static String line(List<String> row, int[] widths, boolean[] numeric) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? "" : "  ")
                    .append(numeric[i] ? blanks : "")
                    .append(row.get(i))
                    .append(numeric[i] ? "" : blanks);
        }
        return line.toString().stripTrailing() + "\n";
    }
}
