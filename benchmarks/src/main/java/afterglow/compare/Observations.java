package afterglow.compare;

import afterglow.accuracy.AccuracyStep;
import afterglow.accuracy.LatenessFiles;
import afterglow.relay.Entrant;
import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The measured tables of a run's folder, from which a run that was killed goes on. Not thread-safe. */
final class Observations {

    private static final List<Schema> SLICES = Stream.of(BenchmarkPoint.Kind.values())
            .map(BenchmarkPoint.Kind::schema)
            .toList();

    /** All other tables are computed from these. */
    static final List<Schema> TABLES = Stream.concat(
                    SLICES.stream(),
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

    Observations(Path folder) throws IOException {
        this.folder = folder;
        for (Schema schema : TABLES) {
            tables.put(schema, Table.open(folder, schema));
        }
    }

    List<Row> rows(Schema schema) {
        return table(schema).rows();
    }

    /** The points of a generation of which micro-rounds are missing. */
    List<BenchmarkPoint> missing(Plan plan, int generation) {
        return plan.points(generation).stream()
                .filter(point -> rounds(generation, point) < plan.pace(point).rounds())
                .toList();
    }

    /** The entrants whose JVMs were lost: those that lack the last two micro-rounds of a point. A kill may cost one. */
    List<Entrant> lost(Plan plan, int generation, BenchmarkPoint point) {
        int last = plan.pace(point).rounds() - 1;
        return plan.entrants(generation).stream()
                .filter(entrant -> plan.takesPart(entrant, point)
                        && slices(generation, point)
                                .noneMatch(row -> row.whole("round") >= last
                                        && entrant.setup().marks(row)
                                        && row.is("strategy", entrant.id())))
                .toList();
    }

    int rounds(int generation, BenchmarkPoint point) {
        return most("round", slices(generation, point));
    }

    /** How many sets of JVMs a generation has had: more than one if it was interrupted. */
    int lives(int generation) {
        return most("life", SLICES.stream().flatMap(schema -> slices(generation, schema)));
    }

    private Stream<Row> slices(int generation, BenchmarkPoint point) {
        return slices(generation, point.kind().schema())
                .filter(row -> row.whole(point.kind().sizeColumn()) == point.size());
    }

    private Stream<Row> slices(int generation, Schema schema) {
        return rows(schema).stream().filter(row -> row.whole("generation") == generation);
    }

    private static int most(String column, Stream<Row> rows) {
        return (int) rows.mapToLong(row -> row.whole(column)).max().orElse(0);
    }

    void add(int generation, BenchmarkPoint point, List<Row> slices) throws IOException {
        slices.forEach(row -> row.set("generation", generation));
        table(point.kind().schema()).append(slices);
    }

    boolean hasLateness(int generation, Entrant entrant) {
        return rowsOf(Schema.ACCURACY, entrant.setup(), entrant.id())
                .anyMatch(row -> row.whole("generation") == generation);
    }

    void add(int generation, Entrant entrant, AccuracyStep.Measured measured) throws IOException {
        Row row = measured.row()
                .set("generation", generation)
                .set("strategy", entrant.id())
                .set("jdk", entrant.setup().jdk());
        // The files first: the table's row says that they are there.
        LatenessFiles.add(folder, row, measured.lateness());
        table(Schema.ACCURACY).add(row);
    }

    boolean has(Step step) {
        if (step instanceof Step.Counted counted) {
            return missing(Schema.RETENTION, counted, counted.strategies()).isEmpty()
                    && missing(Schema.CONTRACT, counted, counted.strategies()).isEmpty()
                    && missing(Schema.TIMELINE, counted, counted.watched()).isEmpty();
        }
        Step.Sustained sustained = (Step.Sustained) step;
        return rowsOf(Schema.SUSTAINED, sustained.setup(), sustained.strategy()).anyMatch(sustained.setup()::marks);
    }

    /** The strategies of a step that a table does not have. */
    List<String> missing(Schema schema, Step step, List<String> ids) {
        JvmSetup setup = step.setup();
        return ids.stream()
                .filter(id -> rowsOf(schema, setup, id)
                        .noneMatch(row -> schema != Schema.RETENTION || row.is("gc", setup.countedUnder())))
                .toList();
    }

    void add(Step step, Schema schema, List<Row> rows) throws IOException {
        rows.forEach(row -> row.set("jdk", step.setup().jdk()));
        table(schema).addAll(rows);
    }

    private Stream<Row> rowsOf(Schema schema, JvmSetup setup, String id) {
        return rows(schema).stream().filter(row -> row.is("jdk", setup.jdk()) && row.is("strategy", id));
    }

    private Table table(Schema schema) {
        return Objects.requireNonNull(tables.get(schema), () -> schema.file() + " is no table of observations");
    }
}
