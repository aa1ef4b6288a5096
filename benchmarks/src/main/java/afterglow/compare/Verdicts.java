package afterglow.compare;

import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The headline: one row for each strategy, computed from the tables of a run and from nothing else.
 *
 * <p>A step's value is the median of its iterations. Ratios are taken within a round, where both sides met the same machine,
 * and then reduced to their median and its interval.
 */
final class Verdicts {

    private static final String FLOOR = "none";

    private final Strategies strategies;
    private final List<Row> broadcast;
    private final List<Row> retention;
    private final List<Row> contract;

    Verdicts(Strategies strategies, Path folder) throws IOException {
        this.strategies = strategies;
        broadcast = readIfThere(folder, Schema.BROADCAST);
        retention = readIfThere(folder, Schema.RETENTION);
        contract = readIfThere(folder, Schema.CONTRACT);
    }

    /** The rows of {@code verdicts.csv}. */
    List<Row> rows(int jdk, List<String> ids, int subscribers) {
        Map<Long, Double> floor = nanosByRound(jdk, FLOOR, subscribers);
        List<Row> rows = new ArrayList<>();
        for (String id : ids) {
            Descriptor descriptor = strategies.describe(id);
            Map<Long, Double> own = nanosByRound(jdk, id, subscribers);
            Interval nanos = Interval.of(values(own));
            Interval ratio = Interval.of(ratios(own, floor));
            Row row = Row.of(Schema.VERDICTS)
                    .set("jdk", jdk)
                    .set("strategy", id)
                    .set("family", descriptor.family().label())
                    .set("subscribers", subscribers)
                    .set("ns_per_send", nanos.median())
                    .set("ns_per_send_low", nanos.low())
                    .set("ns_per_send_high", nanos.high())
                    .set("ratio_to_floor", ratio.median())
                    .set("ratio_to_floor_low", ratio.low())
                    .set("ratio_to_floor_high", ratio.high())
                    .set("bytes_per_send", bytes(jdk, id, subscribers));
            retained(jdk, id, row);
            faults(jdk, id, row);
            rows.add(row);
        }
        return rows;
    }

    private void retained(int jdk, String id, Row verdict) {
        // The settled sample says what is left once deferred clean-up had its time; the verdict is that of all samples.
        for (Row row : retention) {
            if (row.whole("jdk") == jdk
                    && row.text("strategy").equals(id)
                    && row.text("sample").equals("settled")) {
                verdict.set("retained_objects_per_send", row.text("objects_per_send"))
                        .set("retained_bytes_per_send", row.text("bytes_per_send"))
                        .set("verdict", row.text("verdict"))
                        .set("expected", row.text("expected"));
            }
        }
    }

    private void faults(int jdk, String id, Row verdict) {
        Set<String> seen = new TreeSet<>();
        for (Row row : contract) {
            if (row.whole("jdk") == jdk
                    && row.text("strategy").equals(id)
                    && row.text("state").equals("broken")) {
                seen.add(row.text("fault"));
            }
        }
        verdict.set("faults", String.join(" ", seen));
    }

    private double bytes(int jdk, String id, int subscribers) {
        return Interval.of(broadcast.stream()
                        .filter(of(jdk, id, subscribers))
                        .map(row -> row.number("bytes_per_send"))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray())
                .median();
    }

    private Map<Long, Double> nanosByRound(int jdk, String id, int subscribers) {
        Map<Long, List<Double>> iterations = new TreeMap<>();
        broadcast.stream()
                .filter(of(jdk, id, subscribers))
                .forEach(row -> row.number("ns_per_send")
                        .ifPresent(nanos -> iterations
                                .computeIfAbsent(row.whole("round"), round -> new ArrayList<>())
                                .add(nanos)));
        Map<Long, Double> medians = new LinkedHashMap<>();
        iterations.forEach((round, nanos) -> medians.put(
                round,
                Interval.of(nanos.stream().mapToDouble(Double::doubleValue).toArray())
                        .median()));
        return medians;
    }

    private static Predicate<Row> of(int jdk, String id, int subscribers) {
        return row -> row.whole("jdk") == jdk
                && row.text("strategy").equals(id)
                && row.whole("subscribers") == subscribers
                && row.whole("stalled_percent") == 0;
    }

    private static double[] ratios(Map<Long, Double> own, Map<Long, Double> floor) {
        return own.entrySet().stream()
                .filter(step -> floor.containsKey(step.getKey()))
                .mapToDouble(step -> step.getValue() / floor.get(step.getKey()))
                .toArray();
    }

    private static double[] values(Map<Long, Double> byRound) {
        return byRound.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Row> readIfThere(Path folder, Schema schema) throws IOException {
        return Files.exists(folder.resolve(schema.file())) ? Table.read(folder, schema) : List.of();
    }
}
