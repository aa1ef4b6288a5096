package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.LatenessFiles;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.RetentionStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was observed, in the tables of a run's folder, and which steps that accounts for: a run that was killed goes on from
 * here. Not thread-safe.
 */
final class Observations {

    /** The tables that steps write; all others are computed from them. */
    static final List<Schema> TABLES = Stream.concat(
                    Stream.of(Timing.values()).map(Timing::schema),
                    Stream.of(Schema.RETENTION, Schema.RETENTION_CLASSES, Schema.CONTRACT, Schema.ACCURACY))
            .toList();

    private final Path folder;
    private final Map<Schema, Table> tables = new EnumMap<>(Schema.class);

    /** What a folder holds. */
    Observations(Path folder) throws IOException {
        this.folder = folder;
        for (Schema schema : TABLES) {
            tables.put(schema, Table.open(folder, schema));
        }
    }

    /** The rows of a table. */
    List<Row> rows(Schema schema) {
        return table(schema).rows();
    }

    /** Whether a step's observations are there. */
    boolean has(Step step) {
        if (step instanceof Step.Timed timed) {
            return rows(timed.timing().schema()).stream().anyMatch(row -> isOf(row, timed));
        }
        if (step instanceof Step.Retention counted) {
            return counted.strategies().stream().allMatch(id -> hasCounted(counted.variant(), id));
        }
        if (step instanceof Step.Faults tried) {
            return tried.strategies().stream()
                    .allMatch(id -> rows(Schema.CONTRACT).stream()
                            .anyMatch(row ->
                                    row.text("jdk").equals(tried.variant().name())
                                            && row.text("strategy").equals(id)));
        }
        if (step instanceof Step.Accuracy fired) {
            return rows(Schema.ACCURACY).stream()
                    .anyMatch(row -> row.text("jdk").equals(fired.variant().name())
                            && row.text("strategy").equals(fired.strategy()));
        }
        throw new AssertionError(step);
    }

    void add(Step.Timed step, List<Row> rows) throws IOException {
        table(step.timing().schema()).addAll(rows);
    }

    /** Adds what one strategy of a step left behind, unless it is there already. */
    void add(Step.Retention step, RetentionStep.Measured measured) throws IOException {
        String id = measured.rows().get(0).text("strategy");
        if (hasCounted(step.variant(), id)) {
            return;
        }
        // The classes first: the other table's rows say that the step is done.
        table(Schema.RETENTION_CLASSES).addAll(of(step, measured.classRows()));
        table(Schema.RETENTION).addAll(of(step, measured.rows()));
    }

    void add(Step.Faults step, List<Row> rows) throws IOException {
        rows.forEach(row -> row.set("jdk", step.variant().name()));
        table(Schema.CONTRACT).addAll(rows);
    }

    void add(Step.Accuracy step, AccuracyStep.Measured measured) throws IOException {
        Row row = measured.row()
                .set("round", step.round())
                .set("jdk", step.variant().name());
        // The files first: the table's row says that the step is done.
        LatenessFiles.add(folder, row, measured.lateness());
        table(Schema.ACCURACY).add(row);
    }

    static boolean isOf(Row row, Step.Timed step) {
        return row.whole("round") == step.round()
                && step.variant().marks(row)
                && row.text("strategy").equals(step.id())
                && row.whole(step.timing().size()) == step.size();
    }

    private boolean hasCounted(Variant variant, String id) {
        return rows(Schema.RETENTION).stream()
                .anyMatch(row -> row.text("jdk").equals(variant.name())
                        && row.text("gc").equals(variant.countedUnder().label())
                        && row.text("strategy").equals(id));
    }

    private static List<Row> of(Step.Retention step, List<Row> rows) {
        rows.forEach(
                row -> row.set("round", step.round()).set("jdk", step.variant().name()));
        return rows;
    }

    private Table table(Schema schema) {
        Table table = tables.get(schema);
        if (table == null) {
            throw new IllegalArgumentException(schema.file() + " is no table of observations");
        }
        return table;
    }
}
