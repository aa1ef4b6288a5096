package afterglow.judge;

import afterglow.results.MalformedTableException;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the tables of a run's folder say: the one place where their cells are read. A table that is not there is empty. */
final class WrittenRun {

    private final Path folder;
    private final Map<String, String> environment;
    private final List<JvmSetup> setups;
    private final List<BenchmarkPoint> points;
    private final Map<String, String> libraries;
    private final Map<BenchmarkPoint.Kind, List<Row>> slices = new EnumMap<>(BenchmarkPoint.Kind.class);
    private final List<Row> retention;
    private final List<Row> contract;
    private final List<Row> accuracy;

    private WrittenRun(Path folder) throws IOException {
        this.folder = folder;
        environment = environment(folder);
        setups = Stream.of(recorded("jvms").split("; ")).map(JvmSetup::recorded).toList();
        points = Stream.of(recorded("points").split(" "))
                .map(BenchmarkPoint::recorded)
                .toList();
        libraries = libraries(environment.getOrDefault("libraries", ""));
        for (BenchmarkPoint.Kind kind : BenchmarkPoint.Kind.values()) {
            slices.put(kind, rows(kind.schema()));
        }
        retention = rows(Schema.RETENTION);
        contract = rows(Schema.CONTRACT);
        accuracy = rows(Schema.ACCURACY);
    }

    /**
     * Reads a folder.
     *
     * @throws MalformedTableException if a cell that is looked at holds something else than belongs there
     */
    static WrittenRun read(Path folder) throws IOException {
        return new WrittenRun(folder);
    }

    /** What a folder's {@code environment.csv} says. */
    static Map<String, String> environment(Path folder) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Row row : Table.read(folder, Schema.ENVIRONMENT)) {
            values.put(row.text("key"), row.text("value"));
        }
        return values;
    }

    /** What it says of itself. */
    Map<String, String> environment() {
        return environment;
    }

    List<JvmSetup> setups() {
        return setups;
    }

    /** The points, the headline's first. */
    List<BenchmarkPoint> points() {
        return points;
    }

    /** The strategies, in order. */
    List<String> strategies() {
        return List.of(recorded("strategies").split(" "));
    }

    /** The strategy that ratios are taken to, beside the floor and the naive form; empty for none. */
    String against() {
        return environment.getOrDefault("against", "");
    }

    /** The version of the library behind a strategy; empty for none. */
    String library(String strategy) {
        return libraries.getOrDefault(strategy, "");
    }

    /** The slices of a point, by generation, life and round. */
    List<Slice> slices(JvmSetup setup, BenchmarkPoint point) {
        List<Slice> found = new ArrayList<>();
        for (Row row : slices.getOrDefault(point.kind(), List.of())) {
            if (row.whole(point.kind().sizeColumn()) == point.size()
                    && row.text("jdk").equals(setup.jdk())
                    && row.text("gc").equals(setup.gc())
                    && row.text("jvm_args").equals(setup.jvmArgs())
                    && number(row, "ns_per_send") > 0) {
                found.add(slice(row));
            }
        }
        found.sort(Comparator.comparingLong(Slice::generation)
                .thenComparingLong(Slice::life)
                .thenComparingLong(Slice::round));
        return found;
    }

    Optional<Retained> retained(JvmSetup setup, String strategy) {
        return retention.stream()
                .filter(row -> row.text("jdk").equals(setup.jdk())
                        && row.text("gc").equals(setup.countedUnder())
                        && row.text("strategy").equals(strategy)
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

    /** What went wrong at deadlines, by the contract's clauses and by all expiries; empty if the clauses were not tried. */
    Optional<Set<Fault>> faults(JvmSetup setup, String strategy) {
        Set<Fault> seen = EnumSet.noneOf(Fault.class);
        boolean tried = false;
        for (Row row : contract) {
            if (isOf(setup, strategy, row)) {
                tried = true;
                if (row.text("state").equals("broken") && !row.text("fault").isEmpty()) {
                    seen.add(constant(Fault.class, row.text("fault")));
                }
            }
        }
        for (Row row : accuracy) {
            if (isOf(setup, strategy, row)) {
                if (number(row, "early") > 0) {
                    seen.add(Fault.EARLY);
                }
                if (number(row, "never") > 0) {
                    seen.add(Fault.LOST);
                }
            }
        }
        return tried || !seen.isEmpty() ? Optional.of(seen) : Optional.empty();
    }

    /** The 99th percentiles of lateness on an idle machine in us, one a JVM. */
    double[] latenesses(JvmSetup setup, String strategy) {
        return idle(setup, strategy, "p99_us");
    }

    /** What the strategy's threads burn with nothing armed, in percent of one core, one a JVM. */
    double[] idleCpu(JvmSetup setup, String strategy) {
        return idle(setup, strategy, "quiet_cpu_percent");
    }

    private double[] idle(JvmSetup setup, String strategy, String column) {
        List<Row> rows = accuracy.stream()
                .filter(row ->
                        isOf(setup, strategy, row) && row.text("condition").equals("idle"))
                .toList();
        return Statistic.known(rows, row -> number(row, column));
    }

    private static boolean isOf(JvmSetup setup, String strategy, Row row) {
        return row.text("jdk").equals(setup.jdk()) && row.text("strategy").equals(strategy);
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

    private String recorded(String key) {
        String value = environment.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new MalformedTableException(
                    folder.resolve(Schema.ENVIRONMENT.file()) + " does not tell the run's '" + key + "'", null);
        }
        return value;
    }

    private List<Row> rows(Schema schema) throws IOException {
        return Files.exists(folder.resolve(schema.file())) ? Table.read(folder, schema) : List.of();
    }

    /** The versions of {@code netty-wheel=netty-common 4.1.118; okio=okio 3.9.0}. */
    private static Map<String, String> libraries(String recorded) {
        Map<String, String> versions = new HashMap<>();
        Arrays.stream(recorded.split("; "))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> versions.put(pair[0], pair[1]));
        return versions;
    }
}
