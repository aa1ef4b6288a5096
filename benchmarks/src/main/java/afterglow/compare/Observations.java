package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.LatenessFiles;
import afterglow.relay.Entrant;
import afterglow.relay.Point;
import afterglow.relay.Timing;
import afterglow.relay.Variant;
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
 * What was observed, in the tables of a run's folder, and which parts of the plan that accounts for: a run that was killed goes
 * on from here. Not thread-safe.
 */
final class Observations {

    /** The tables that are measured; all others are computed from them. */
    static final List<Schema> TABLES = Stream.concat(
                    Stream.of(Timing.values()).map(Timing::schema),
                    Stream.of(
                            Schema.SUSTAINED,
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

    /** How many micro-rounds of a point a generation has. */
    int rounds(int generation, Point point) {
        return (int) slices(generation, point)
                .mapToLong(row -> row.whole("round"))
                .max()
                .orElse(0);
    }

    /** How many sets of JVMs a generation has had: more than one if it was interrupted. */
    int lives(int generation) {
        return (int) Stream.of(Timing.values())
                .flatMap(timing -> rows(timing.schema()).stream())
                .filter(row -> row.whole("generation") == generation)
                .mapToLong(row -> row.whole("life"))
                .max()
                .orElse(0);
    }

    /** Adds the slices of a micro-round. */
    void add(int generation, Point point, List<Row> slices) throws IOException {
        slices.forEach(row -> row.set("generation", generation));
        table(point.timing().schema()).append(slices);
    }

    /** Whether it is known when the timeouts of an entrant fire in a generation. */
    boolean hasLateness(int generation, Entrant entrant) {
        return rowsOf(Schema.ACCURACY, entrant.variant(), entrant.id())
                .anyMatch(row -> row.whole("generation") == generation);
    }

    void add(int generation, Entrant entrant, AccuracyStep.Measured measured) throws IOException {
        Row row = measured.row()
                .set("generation", generation)
                .set("strategy", entrant.id())
                .set("jdk", entrant.variant().name());
        // The files first: the table's row says that they are there.
        LatenessFiles.add(folder, row, measured.lateness());
        table(Schema.ACCURACY).add(row);
    }

    /** Whether a step's observations are there. */
    boolean has(Step step) {
        if (step instanceof Step.Counted counted) {
            return uncounted(counted).isEmpty()
                    && untried(counted).isEmpty()
                    && unwatched(counted).isEmpty();
        }
        Step.Sustained sustained = (Step.Sustained) step;
        return rowsOf(Schema.SUSTAINED, sustained.variant(), sustained.strategy())
                .anyMatch(sustained.variant()::marks);
    }

    /** The strategies of a step of which it is not known what they leave behind. */
    List<String> uncounted(Step.Counted step) {
        return step.strategies().stream()
                .filter(id -> !hasCounted(step.variant(), id))
                .toList();
    }

    /** The strategies of a step of which it is not known what goes wrong at their deadlines. */
    List<String> untried(Step.Counted step) {
        return missing(Schema.CONTRACT, step.variant(), step.strategies());
    }

    /** The strategies of a step whose live timers are still to be watched. */
    List<String> unwatched(Step.Counted step) {
        return missing(Schema.TIMELINE, step.variant(), step.watched());
    }

    /** Adds what one strategy of a step left behind, unless it is there already. */
    void add(Step.Counted step, RetentionStep.Measured measured) throws IOException {
        String id = measured.rows().get(0).text("strategy");
        if (hasCounted(step.variant(), id)) {
            return;
        }
        // The classes first: the other table's rows say that the step is done.
        table(Schema.RETENTION_CLASSES).addAll(of(step.variant(), measured.classRows()));
        table(Schema.RETENTION).addAll(of(step.variant(), measured.rows()));
    }

    void add(Step.Counted step, List<Row> clauses) throws IOException {
        table(Schema.CONTRACT).addAll(of(step.variant(), clauses));
    }

    void add(Step.Counted step, TimelineStep.Watched watched) throws IOException {
        table(Schema.TIMELINE).addAll(of(step.variant(), watched.rows()));
    }

    void add(Step.Sustained step, List<Row> iterations) throws IOException {
        iterations.forEach(row -> step.variant().mark(row).set("strategy", step.strategy()));
        table(Schema.SUSTAINED).addAll(iterations);
    }

    private Stream<Row> slices(int generation, Point point) {
        return rows(point.timing().schema()).stream()
                .filter(row -> row.whole("generation") == generation
                        && row.whole(point.timing().size()) == point.size());
    }

    private boolean hasCounted(Variant variant, String id) {
        return rowsOf(Schema.RETENTION, variant, id)
                .anyMatch(row -> row.text("gc").equals(variant.countedUnder().label()));
    }

    private List<String> missing(Schema schema, Variant variant, List<String> ids) {
        return ids.stream()
                .filter(id -> rowsOf(schema, variant, id).findAny().isEmpty())
                .toList();
    }

    /** What a table says of a strategy on a JDK. */
    private Stream<Row> rowsOf(Schema schema, Variant variant, String id) {
        return rows(schema).stream()
                .filter(row -> row.text("jdk").equals(variant.name())
                        && row.text("strategy").equals(id));
    }

    private static List<Row> of(Variant variant, List<Row> rows) {
        rows.forEach(row -> row.set("jdk", variant.name()));
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
