package afterglow.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One row of a table; built cell by cell, then only read. Not thread-safe while it is built. */
public final class Row {

    private static final MathContext SIX_DIGITS = new MathContext(6);

    private final Schema schema;
    private final String origin;
    private final String[] cells;

    private Row(Schema schema, String origin, String[] cells) {
        this.schema = schema;
        this.origin = origin;
        this.cells = cells;
    }

    /** A row whose cells are all unknown. */
    public static Row of(Schema schema) {
        String[] cells = new String[schema.columns().size()];
        Arrays.fill(cells, "");
        return new Row(schema, schema.file(), cells);
    }

    /** A row of cells in the order of the columns; messages name where it was read. */
    public static Row read(Schema schema, String origin, List<String> cells) {
        return new Row(schema, origin, cells.toArray(String[]::new));
    }

    public Row set(String column, String value) {
        cells[schema.indexOf(column)] = value;
        return this;
    }

    public Row set(String column, long value) {
        return set(column, Long.toString(value));
    }

    /** Sets a cell to a number of six significant digits; unknown if it is not finite. */
    public Row set(String column, double value) {
        if (!Double.isFinite(value)) {
            return set(column, "");
        }
        BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS).stripTrailingZeros();
        return set(column, rounded.toPlainString());
    }

    /** Sets a number and its interval: {@code <column>}, {@code <column>_low} and {@code <column>_high}. */
    public Row set(String column, double value, double low, double high) {
        return set(column, value).set(column + "_low", low).set(column + "_high", high);
    }

    public Schema schema() {
        return schema;
    }

    /** A cell's text; empty for unknown. */
    public String text(String column) {
        return cells[schema.indexOf(column)];
    }

    public boolean is(String column, String value) {
        return text(column).equals(value);
    }

    /** Whether a cell is a constant's name as tables have it. */
    public boolean is(String column, Enum<?> constant) {
        return is(column, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** A cell's constant, by its name in lower case, with hyphens; anything else is malformed. */
    public <E extends Enum<E>> E constant(String column, Class<E> type) {
        try {
            return Enum.valueOf(type, text(column).toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw malformed(column, "no " + type.getSimpleName(), e);
        }
    }

    /** A cell's number; empty for unknown; anything else is malformed. */
    public OptionalDouble number(String column) {
        String text = text(column);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return OptionalDouble.of(value);
            }
        } catch (NumberFormatException e) {
            throw malformed(column, "not a number", e);
        }
        throw malformed(column, "not a number", null);
    }

    /** A cell's whole number; anything else, or an empty cell, is malformed. */
    public long whole(String column) {
        try {
            return Long.parseLong(text(column));
        } catch (NumberFormatException e) {
            throw malformed(column, "not a number", e);
        }
    }

    /** All its cells, in the order of the columns. */
    public List<String> cells() {
        return List.of(cells);
    }

    private MalformedTableException malformed(String column, String fault, @Nullable Exception cause) {
        return new MalformedTableException(
                origin + ", column " + column + ": '" + text(column) + "' is " + fault, cause);
    }
}
