package afterglow.results;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A table on disk that grows row by row and is whole at every moment: each addition writes a temporary file and moves it
 * into place. Not thread-safe.
 */
public final class Table {

    private final Path file;
    private final Schema schema;
    private final List<Row> rows;

    private Table(Path file, Schema schema, List<Row> rows) {
        this.file = file;
        this.schema = schema;
        this.rows = rows;
    }

    /** The table of a folder, with the rows that it holds already. */
    public static Table open(Path folder, Schema schema) throws IOException {
        Path file = folder.resolve(schema.file());
        if (!Files.exists(file)) {
            return new Table(file, schema, new ArrayList<>());
        }
        Table table = new Table(file, schema, new ArrayList<>(read(folder, schema)));
        if (!Files.readString(file).endsWith("\n")) {
            table.write(); // without the torn last line, so that the next row begins a line
        }
        return table;
    }

    /** Writes a table whole, in place of what a folder held. */
    public static void replace(Path folder, Schema schema, List<Row> rows) throws IOException {
        new Table(folder.resolve(schema.file()), schema, rows).write();
    }

    /** Adds a row, on disk when this returns. */
    public void add(Row row) throws IOException {
        addAll(List.of(row));
    }

    /** Adds rows, all of them on disk when this returns, or none. */
    public void addAll(Collection<Row> added) throws IOException {
        for (Row row : added) {
            if (row.schema() != schema) {
                throw new IllegalArgumentException("a row of " + row.schema().file() + " in " + schema.file());
            }
        }
        rows.addAll(added);
        write();
    }

    /**
     * Adds rows at the end of the file, in one write, and leaves the rest of it alone: for tables that grow by a few rows at a
     * time while something is measured. A kill may leave a torn last line, which reading skips.
     */
    public void append(Collection<Row> added) throws IOException {
        if (rows.isEmpty()) {
            addAll(added);
            return;
        }
        rows.addAll(added);
        Files.writeString(file, csv(added.stream().map(Row::cells)), StandardOpenOption.APPEND);
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Reads those of some tables that a folder holds. */
    public static Map<Schema, List<Row>> readAll(Path folder, Collection<Schema> some) throws IOException {
        Map<Schema, List<Row>> tables = new EnumMap<>(Schema.class);
        for (Schema schema : some) {
            if (Files.exists(folder.resolve(schema.file()))) {
                tables.put(schema, read(folder, schema));
            }
        }
        return tables;
    }

    /** Reads a table of a folder, without a last line that has no end: its writer was killed. Errors name file and line. */
    public static List<Row> read(Path folder, Schema schema) throws IOException {
        Path file = folder.resolve(schema.file());
        List<Row> rows = new ArrayList<>();
        String text = Files.readString(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(whole)) {
            boolean header = true;
            int columns = schema.columns().size();
            for (CsvRecord line : reader) {
                String origin = file + ", line " + line.getStartingLineNumber();
                if (header) {
                    if (!line.getFields().equals(schema.columns())) {
                        throw new MalformedTableException(origin + ": " + difference(line.getFields(), schema), null);
                    }
                    header = false;
                } else if (line.getFieldCount() != columns) {
                    throw new MalformedTableException(
                            origin + ": " + line.getFieldCount() + " cells where " + columns + " belong", null);
                } else {
                    rows.add(Row.read(schema, origin, line.getFields()));
                }
            }
        } catch (CsvParseException e) {
            throw new MalformedTableException(file + ": " + e.getMessage(), e);
        }
        return rows;
    }

    /** The records of a table of ours among the resources of a class. */
    public static List<NamedCsvRecord> resource(Class<?> owner, String name) {
        InputStream table = Objects.requireNonNull(owner.getResourceAsStream(name), name);
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(table)) {
            return records.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private static String difference(List<String> columns, Schema schema) {
        List<String> absent = new ArrayList<>(schema.columns());
        absent.removeAll(columns);
        List<String> foreign = new ArrayList<>(columns);
        foreign.removeAll(schema.columns());
        return (absent.isEmpty() ? "" : "no column " + String.join(", ", absent) + "; ")
                + (foreign.isEmpty() ? "" : "unknown column " + String.join(", ", foreign) + "; ")
                + (absent.isEmpty() && foreign.isEmpty() ? "columns in another order; " : "")
                + "it was written by another version: read it with that one, or run it again";
    }

    private void write() throws IOException {
        Stream<List<String>> header = Stream.of(schema.columns());
        WholeFile.write(file, csv(Stream.concat(header, rows.stream().map(Row::cells))));
    }

    /** Records as the text of a CSV file. */
    public static String csv(Stream<List<String>> records) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            records.forEach(writer::writeRecord);
        }
        return text.toString();
    }
}
