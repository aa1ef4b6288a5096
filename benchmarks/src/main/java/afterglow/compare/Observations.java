package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.LatenessFiles;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.RetentionStep;
import afterglow.retention.TimelineStep;
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
                    Stream.of(
                            Schema.RETENTION,
                            Schema.RETENTION_CLASSES,
                            Schema.CONTRACT,
                            Schema.ACCURACY,
                            Schema.TIMELINE))
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
            return missing(timed).isEmpty();
        }
        if (step instanceof Step.Counted counted) {
            return uncounted(counted).isEmpty()
                    && untried(counted).isEmpty()
                    && unwatched(counted).isEmpty();
        }
        if (step instanceof Step.Accuracy fired) {
            return rowsOf(Schema.ACCURACY, fired.variant(), fired.strategy())
                    .anyMatch(row -> row.whole("round") == fired.round());
        }
        if (step instanceof Step.Lateness fired) {
            return unfired(fired).isEmpty();
        }
        throw new AssertionError(step);
    }

    /** The points of a step that were not observed yet. */
    List<Point> missing(Step.Timed step) {
        return step.points().stream()
                .filter(point -> rows(point.timing().schema()).stream().noneMatch(row -> isOf(row, step, point)))
                .toList();
    }

    /** The strategies of a step of which it is not known what they leave behind. */
    List<String> uncounted(Step.Counted step) {
        return step.strategies().stream()
                .filter(id -> !hasCounted(step.variant(), id))
                .toList();
    }

    /** The strategies of a step of which it is not known what goes wrong at their deadlines. */
    List<String> untried(Step.Counted step) {
        return step.strategies().stream()
                .filter(id ->
                        rowsOf(Schema.CONTRACT, step.variant(), id).findAny().isEmpty())
                .toList();
    }

    /** The strategies of a step whose live timers are still to be watched. */
    List<String> unwatched(Step.Counted step) {
        return step.watched().stream()
                .filter(id ->
                        rowsOf(Schema.TIMELINE, step.variant(), id).findAny().isEmpty())
                .toList();
    }

    /** The strategies of a step of which it is not known when their timeouts fire. */
    List<String> unfired(Step.Lateness step) {
        return step.strategies().stream()
                .filter(id ->
                        rowsOf(Schema.ACCURACY, step.variant(), id).findAny().isEmpty())
                .toList();
    }

    void add(Point point, List<Row> rows) throws IOException {
        table(point.timing().schema()).addAll(rows);
    }

    /** Adds what one strategy of a step left behind, unless it is there already. */
    void add(Step.Counted step, RetentionStep.Measured measured) throws IOException {
        String id = measured.rows().get(0).text("strategy");
        if (hasCounted(step.variant(), id)) {
            return;
        }
        // The classes first: the other table's rows say that the step is done.
        table(Schema.RETENTION_CLASSES).addAll(of(step, measured.classRows()));
        table(Schema.RETENTION).addAll(of(step, measured.rows()));
    }

    void add(Step.Counted step, List<Row> rows) throws IOException {
        rows.forEach(row -> row.set("jdk", step.variant().name()));
        table(Schema.CONTRACT).addAll(rows);
    }

    void add(Step.Counted step, TimelineStep.Watched watched) throws IOException {
        watched.rows().forEach(row -> row.set("jdk", step.variant().name()));
        table(Schema.TIMELINE).addAll(watched.rows());
    }

    void add(Step step, AccuracyStep.Measured measured) throws IOException {
        Row row = measured.row()
                .set("round", step.round())
                .set("jdk", step.variant().name());
        // The files first: the table's row says that the step is done.
        LatenessFiles.add(folder, row, measured.lateness());
        table(Schema.ACCURACY).add(row);
    }

    static boolean isOf(Row row, Step.Timed step, Point point) {
        return row.whole("round") == step.round()
                && step.variant().marks(row)
                && row.text("strategy").equals(step.id())
                && row.whole(point.timing().size()) == point.size();
    }

    private boolean hasCounted(Variant variant, String id) {
        return rowsOf(Schema.RETENTION, variant, id)
                .anyMatch(row -> row.text("gc").equals(variant.countedUnder().label()));
    }

    /** What a table says of a strategy on a JDK. */
    private Stream<Row> rowsOf(Schema schema, Variant variant, String id) {
        return rows(schema).stream()
                .filter(row -> row.text("jdk").equals(variant.name())
                        && row.text("strategy").equals(id));
    }

    private static List<Row> of(Step.Counted step, List<Row> rows) {
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
