package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.JvmSetup;
import afterglow.results.MalformedTableException;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the tables of a run's folder say: the one place where their cells are read. A table that is not there is empty. */
final class WrittenRun {

    private static final List<Schema> READ = Stream.concat(
                    Stream.of(BenchmarkPoint.Kind.values()).map(BenchmarkPoint.Kind::schema),
                    Stream.of(Schema.RETENTION, Schema.CONTRACT, Schema.ACCURACY))
            .toList();

    private final Path folder;
    private final Map<String, String> environment;
    private final Map<Schema, List<Row>> tables = new EnumMap<>(Schema.class);

    /** Reads a folder, of which no table may be damaged or of another version. */
    WrittenRun(Path folder) throws IOException {
        this.folder = folder;
        environment = Environment.read(folder).values();
        for (Schema schema : READ) {
            if (Files.exists(folder.resolve(schema.file()))) {
                tables.put(schema, Table.read(folder, schema));
            }
        }
    }

    Map<String, String> environment() {
        return environment;
    }

    List<JvmSetup> setups() {
        return Stream.of(required("jvms").split("; ")).map(JvmSetup::of).toList();
    }

    /** The points, the headline's first. */
    List<BenchmarkPoint> points() {
        return Stream.of(required("points").split(" ")).map(BenchmarkPoint::of).toList();
    }

    List<String> strategies() {
        return List.of(required("strategies").split(" "));
    }

    /** The strategy that ratios are taken to, beside the floor and the naive form; empty for none. */
    String against() {
        return environment.getOrDefault("against", "");
    }

    /** The version of the library behind a strategy, of {@code netty-wheel=netty-common 4.1.118; okio=okio 3.9.0}. */
    String library(String strategy) {
        return Stream.of(environment.getOrDefault("libraries", "").split("; "))
                .filter(pair -> pair.startsWith(strategy + "="))
                .findFirst()
                .map(pair -> pair.substring(strategy.length() + 1))
                .orElse("");
    }

    List<Slice> slices(JvmSetup setup, BenchmarkPoint point) {
        return rows(point.kind().schema())
                .filter(row -> setup.marks(row)
                        && row.whole(point.kind().sizeColumn()) == point.size()
                        && number(row, "ns_per_send") > 0)
                .map(WrittenRun::slice)
                .sorted(Comparator.comparingLong(Slice::generation)
                        .thenComparingLong(Slice::life)
                        .thenComparingLong(Slice::round))
                .toList();
    }

    Optional<Retained> retained(JvmSetup setup, String strategy) {
        return rows(Schema.RETENTION, setup, strategy)
                .filter(row -> row.text("gc").equals(setup.countedUnder())
                        && row.text("ending").equals("delivered")
                        && row.text("sample").equals("settled")
                        && !row.text("verdict").isEmpty())
                .findFirst()
                .map(row -> new Retained(
                        constant(Verdict.class, row.text("verdict")),
                        constant(Verdict.class, row.text("expected")),
                        number(row, "objects_per_send"),
                        number(row, "bytes_per_send"),
                        number(row, "bytes_per_lane"),
                        new Span(
                                number(row, "bytes_per_armed_lane"),
                                number(row, "bytes_per_armed_lane_low"),
                                number(row, "bytes_per_armed_lane_high"))));
    }

    /** What went wrong at deadlines, by the contract's clauses and all expiries; empty if nothing did and a clause was not told. */
    Optional<Set<Fault>> faults(JvmSetup setup, String strategy) {
        Set<Fault> seen = EnumSet.noneOf(Fault.class);
        List<Row> clauses = rows(Schema.CONTRACT, setup, strategy).toList();
        clauses.stream()
                .filter(row ->
                        row.text("state").equals("broken") && !row.text("fault").isEmpty())
                .forEach(row -> seen.add(constant(Fault.class, row.text("fault"))));
        rows(Schema.ACCURACY, setup, strategy).forEach(row -> {
            if (number(row, "early") > 0) {
                seen.add(Fault.EARLY);
            }
            if (number(row, "never") > 0) {
                seen.add(Fault.LOST);
            }
        });
        boolean told = !clauses.isEmpty()
                && clauses.stream().noneMatch(row -> row.text("state").equals("not-told"));
        return told || !seen.isEmpty() ? Optional.of(seen) : Optional.empty();
    }

    /** A column of what was found of expiries on an idle machine, one a JVM. */
    double[] idle(JvmSetup setup, String strategy, String column) {
        List<Row> rows = rows(Schema.ACCURACY, setup, strategy)
                .filter(row -> row.text("condition").equals("idle"))
                .toList();
        return Statistic.known(rows, row -> number(row, column));
    }

    private Stream<Row> rows(Schema schema) {
        return tables.getOrDefault(schema, List.of()).stream();
    }

    private Stream<Row> rows(Schema schema, JvmSetup setup, String strategy) {
        return rows(schema)
                .filter(row -> row.text("jdk").equals(setup.jdk())
                        && row.text("strategy").equals(strategy));
    }

    private static Slice slice(Row row) {
        return new Slice(
                row.whole("generation"),
                row.text("strategy"),
                row.whole("life"),
                row.whole("round"),
                number(row, "sends"),
                number(row, "ns_per_send"),
                number(row, "bytes_per_send"),
                number(row, "wait_share"),
                number(row, "cpu_ms"),
                number(row, "parked_ms"),
                number(row, "parked_cpu_ms"),
                number(row, "idle_cpu_percent"),
                number(row, "jit_ms"),
                number(row, "own_threads"));
    }

    private static double number(Row row, String column) {
        return row.number(column).orElse(Double.NaN);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String label) {
        return Enum.valueOf(type, label.toUpperCase(Locale.ROOT));
    }

    private String required(String key) {
        String value = environment.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new MalformedTableException(
                    folder.resolve(Schema.ENVIRONMENT.file()) + " does not tell the run's '" + key + "'", null);
        }
        return value;
    }
}
