package afterglow.judge;

import afterglow.accuracy.Condition;
import afterglow.contract.Finding;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Ending;
import afterglow.retention.SampleTime;
import afterglow.timeout.Fault;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The contents of the tables in a run's folder; their cells are read only here. A missing table is empty. */
record WrittenRun(Environment environment, Map<Schema, List<Row>> tables) {

    private static final List<Schema> READ = Stream.concat(
                    Stream.of(BenchmarkPoint.Kind.values()).map(BenchmarkPoint.Kind::schema),
                    Stream.of(Schema.RETENTION, Schema.CONTRACT, Schema.ACCURACY))
            .toList();

    /** Reads a folder, of which no table may be damaged or of another version. */
    static WrittenRun read(Path folder) throws IOException {
        return new WrittenRun(Environment.read(folder), Table.readAll(folder, READ));
    }

    /** The version of the library behind a strategy, of {@code netty-wheel=netty-common 4.1.118; okio=okio 3.9.0}. */
    String library(String strategy) {
        return Stream.of(environment.value("libraries").split("; "))
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
                .sorted(Comparator.comparingLong(Slice::life).thenComparingLong(Slice::round))
                .toList();
    }

    Optional<Retained> retained(JvmSetup setup, String strategy) {
        return rows(Schema.RETENTION, setup, strategy)
                .filter(row -> row.is("gc", setup.countedUnder())
                        && row.is("ending", Ending.DELIVERED)
                        && row.is("sample", SampleTime.SETTLED)
                        && !row.text("verdict").isEmpty())
                .findFirst()
                .map(row -> new Retained(
                        row.constant("verdict", Verdict.class),
                        row.constant("expected", Verdict.class),
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
                .filter(row -> row.is("state", Finding.State.BROKEN)
                        && !row.text("fault").isEmpty())
                .forEach(row -> seen.add(row.constant("fault", Fault.class)));
        rows(Schema.ACCURACY, setup, strategy).forEach(row -> {
            if (number(row, "early") > 0) {
                seen.add(Fault.EARLY);
            }
            if (number(row, "never") > 0) {
                seen.add(Fault.LOST);
            }
        });
        boolean told = !clauses.isEmpty() && clauses.stream().noneMatch(row -> row.is("state", Finding.State.NOT_TOLD));
        return told || !seen.isEmpty() ? Optional.of(seen) : Optional.empty();
    }

    /** A column of {@code accuracy.csv} on an idle machine, one value for each JVM. */
    double[] idle(JvmSetup setup, String strategy, String column) {
        List<Row> rows = rows(Schema.ACCURACY, setup, strategy)
                .filter(row -> row.is("condition", Condition.IDLE))
                .toList();
        return Statistic.known(rows, row -> number(row, column));
    }

    private Stream<Row> rows(Schema schema) {
        return tables.getOrDefault(schema, List.of()).stream();
    }

    private Stream<Row> rows(Schema schema, JvmSetup setup, String strategy) {
        return rows(schema).filter(row -> row.is("jdk", setup.jdk()) && row.is("strategy", strategy));
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
}
