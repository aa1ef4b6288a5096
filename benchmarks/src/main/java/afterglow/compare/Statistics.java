package afterglow.compare;

import afterglow.accuracy.Condition;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.retention.Ending;
import afterglow.timeout.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * What follows from a run's observations: {@code costs.csv}, {@code growth.csv}, {@code verdicts.csv} and {@code uses.csv},
 * computed from what was written and from nothing else.
 *
 * <p>A step's value is the median of its iterations. Ratios are taken within a round, where both sides met the same machine,
 * and then reduced to their median and its interval. One round alone has the interval of its iterations, one side's first with
 * the other side's first and so on; it knows nothing of how a JVM differs from the next.
 */
final class Statistics {

    /** The naive form that everything is compared with. */
    static final String NAIVE = "scheduled-abandoned";

    private final Plan plan;
    private final Observations observations;
    private final String against;

    /**
     * The statistics of a run.
     *
     * @param against a strategy that ratios are taken to, beside the floor and the naive form; empty for none
     */
    Statistics(Plan plan, Observations observations, String against) {
        this.plan = plan;
        this.observations = observations;
        this.against = against;
    }

    /**
     * The rows of what people read.
     *
     * @param costs of {@link Schema#COSTS}
     * @param verdicts of {@link Schema#VERDICTS}
     * @param uses of {@link Schema#USES}
     */
    record Conclusions(List<Row> costs, List<Row> verdicts, List<Row> uses) {}

    /** Writes all that follows. */
    Conclusions write(Path folder) throws IOException {
        List<Row> costs = costs();
        List<Row> verdicts = new ArrayList<>();
        List<Row> uses = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            List<Row> prices = costs.stream().filter(variant::marks).toList();
            List<Row> own = verdicts(variant, prices);
            Map<Figure, Double> noise = new EnumMap<>(Figure.class);
            noise.put(Figure.PRICE, noise(prices, headline()));
            crowd(prices).ifPresent(point -> noise.put(Figure.IN_FLIGHT, noise(prices, point)));
            uses.addAll(Trade.settle(variant, own, noise));
            verdicts.addAll(own);
        }
        Table.replace(folder, Schema.COSTS, costs);
        Table.replace(folder, Schema.GROWTH, growth(costs));
        Table.replace(folder, Schema.VERDICTS, verdicts);
        Table.replace(folder, Schema.USES, uses);
        return new Conclusions(costs, verdicts, uses);
    }

    /** One row for each strategy, point and JVM that was timed. */
    List<Row> costs() {
        List<Row> rows = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            for (Point point : plan.points()) {
                Map<String, Map<Long, OneStep>> byStrategy = steps(variant, point);
                for (String id : ids()) {
                    Map<Long, OneStep> own = byStrategy.get(id);
                    if (own != null) {
                        rows.add(cost(variant, point, id, own, byStrategy));
                    }
                }
            }
        }
        return rows;
    }

    /** How cost grows with size: the exponent of ns for each send over a benchmark's sizes, 0 for what does not grow. */
    List<Row> growth(List<Row> costs) {
        Map<List<String>, List<Row>> curves = new LinkedHashMap<>();
        for (Row row : costs) {
            List<String> curve = Stream.of("jdk", "gc", "jvm_args", "benchmark", "strategy")
                    .map(row::text)
                    .toList();
            curves.computeIfAbsent(curve, key -> new ArrayList<>()).add(row);
        }
        List<Row> rows = new ArrayList<>();
        curves.forEach((curve, points) -> fit(points).ifPresent(rows::add));
        return rows;
    }

    /** Whether the noise of the machine, or the spread of the rounds, still hides what the headline says. */
    boolean narrow(double most) {
        return costs().stream().filter(row -> isAt(headline(), row)).allMatch(row -> {
            double ratio = row.number("ratio_to_floor").orElse(0);
            double width = row.number("ratio_to_floor_high").orElse(1)
                    - row.number("ratio_to_floor_low").orElse(0);
            return width <= most * ratio;
        });
    }

    private List<Row> verdicts(Variant variant, List<Row> costs) {
        Optional<Point> crowd = crowd(costs);
        List<Row> rows = new ArrayList<>();
        for (String id : plan.strategiesOn(variant)) {
            Row row = variant.mark(Row.of(Schema.VERDICTS))
                    .set("strategy", id)
                    .set("family", plan.descriptor(id).family().label())
                    .set("benchmark", headline().timing().id())
                    .set("size", headline().size())
                    .set("admits", plan.descriptor(id).faultLabels())
                    .set("in_flight", plan.descriptor(id).inFlight() ? "yes" : "no");
            at(headline(), id, costs)
                    .forEach(cost -> copy(
                            cost,
                            row,
                            "ns_per_send",
                            "ns_per_send_low",
                            "ns_per_send_high",
                            "ratio_to_floor",
                            "ratio_to_floor_low",
                            "ratio_to_floor_high",
                            "bytes_per_send"));
            crowd.ifPresent(point -> at(point, id, costs)
                    .forEach(cost -> row.set("in_flight_point", point.timing().id() + " " + point.size())
                            .set("in_flight_ns_per_send", cost.text("ns_per_send"))
                            .set("in_flight_ns_per_send_low", cost.text("ns_per_send_low"))
                            .set("in_flight_ns_per_send_high", cost.text("ns_per_send_high"))));
            retained(variant, id, row);
            faults(variant, id, row);
            lateness(variant, id, row);
            rows.add(row);
        }
        return rows;
    }

    /** The point that tells most of sends in flight: the broadcast with the most of them, else arms beside the most others. */
    private Optional<Point> crowd(List<Row> costs) {
        return Stream.of(Timing.INFLIGHT, Timing.ARM)
                .flatMap(timing -> plan.points().stream()
                        .filter(point ->
                                point.timing() == timing && costs.stream().anyMatch(cost -> isAt(point, cost)))
                        .max(Comparator.comparingInt(Point::size))
                        .stream())
                .findFirst();
    }

    private static Stream<Row> at(Point point, String id, List<Row> costs) {
        return costs.stream().filter(cost -> cost.text("strategy").equals(id) && isAt(point, cost));
    }

    private static boolean isAt(Point point, Row cost) {
        return cost.text("benchmark").equals(point.timing().id()) && cost.whole("size") == point.size();
    }

    private void retained(Variant variant, String id, Row verdict) {
        for (Row row : observations.rows(Schema.RETENTION)) {
            // The settled sample says what is left once deferred clean-up had its time; the verdict is that of all
            // samples.
            if (row.text("jdk").equals(variant.name())
                    && row.text("gc").equals(variant.countedUnder().label())
                    && row.text("strategy").equals(id)
                    && row.text("ending").equals(Ending.DELIVERED.label())
                    && row.text("sample").equals("settled")) {
                copy(
                        row,
                        verdict,
                        "verdict",
                        "expected",
                        "bytes_per_lane",
                        "bytes_per_lane_low",
                        "bytes_per_lane_high");
                verdict.set("retained_objects_per_send", row.text("objects_per_send"))
                        .set("retained_bytes_per_send", row.text("bytes_per_send"));
            }
        }
    }

    /** What the contract's clauses and all expiries showed; that nothing went wrong only where the clauses were tried. */
    private void faults(Variant variant, String id, Row verdict) {
        Set<String> seen = new TreeSet<>();
        boolean tried = false;
        for (Row row : observations.rows(Schema.CONTRACT)) {
            if (isOf(variant, id, row)) {
                tried = true;
                if (row.text("state").equals("broken")) {
                    seen.add(row.text("fault"));
                }
            }
        }
        for (Row row : observations.rows(Schema.ACCURACY)) {
            if (isOf(variant, id, row)) {
                if (row.number("early").orElse(0) > 0) {
                    seen.add(Fault.EARLY.label());
                }
                if (row.number("never").orElse(0) > 0) {
                    seen.add(Fault.LOST.label());
                }
            }
        }
        verdict.set("faults", seen.isEmpty() && tried ? "none" : String.join(" ", seen));
    }

    private void lateness(Variant variant, String id, Row verdict) {
        List<Row> idle = observations.rows(Schema.ACCURACY).stream()
                .filter(row -> isOf(variant, id, row) && row.text("condition").equals(Condition.IDLE.label()))
                .toList();
        set(verdict, "lateness_p99_us", Interval.of(known(idle, "p99_us")));
        set(verdict, "idle_cpu_percent", Interval.of(known(idle, "quiet_cpu_percent")));
    }

    private static boolean isOf(Variant variant, String id, Row row) {
        return row.text("jdk").equals(variant.name()) && row.text("strategy").equals(id);
    }

    private Row cost(
            Variant variant,
            Point point,
            String id,
            Map<Long, OneStep> own,
            Map<String, Map<Long, OneStep>> byStrategy) {
        Row row = variant.mark(Row.of(Schema.COSTS))
                .set("benchmark", point.timing().id())
                .set("size", point.size())
                .set("strategy", id)
                .set("rounds", own.size());
        set(row, "ns_per_send", Interval.of(values(spread(own).map(OneStep::nanos))));
        set(row, "bytes_per_send", Interval.of(values(spread(own).map(OneStep::bytes))));
        set(row, "ratio_to_floor", Interval.of(spreadRatios(own, byStrategy.get(Step.FLOOR))));
        set(row, "ratio_to_naive", Interval.of(spreadRatios(own, byStrategy.get(NAIVE))));
        set(row, "ratio_to_against", Interval.of(spreadRatios(own, byStrategy.get(against))));
        return row.set("against", against);
    }

    /** What one step gave: the medians over its iterations, and those. */
    private record OneStep(double nanos, double bytes, List<OneStep> iterations) {

        static OneStep of(List<Row> rows) {
            List<OneStep> iterations = rows.stream()
                    .map(row -> new OneStep(
                            row.number("ns_per_send").orElse(Double.NaN),
                            row.number("bytes_per_send").orElse(Double.NaN),
                            List.of()))
                    .toList();
            return new OneStep(median(rows, "ns_per_send"), median(rows, "bytes_per_send"), iterations);
        }
    }

    /** What an interval is taken over: the rounds, or the iterations of the only one. */
    private static Stream<OneStep> spread(Map<Long, OneStep> rounds) {
        return rounds.size() == 1 ? rounds.values().iterator().next().iterations().stream() : rounds.values().stream();
    }

    private static double[] spreadRatios(
            Map<Long, OneStep> own, @org.jspecify.annotations.Nullable Map<Long, OneStep> other) {
        if (own.size() > 1 || other == null) {
            return ratios(own, other);
        }
        Map.Entry<Long, OneStep> only = own.entrySet().iterator().next();
        OneStep against = other.get(only.getKey());
        if (against == null) {
            return new double[0];
        }
        List<OneStep> ours = only.getValue().iterations();
        List<OneStep> theirs = against.iterations();
        return IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(i -> ours.get(i).nanos() / theirs.get(i).nanos())
                .toArray();
    }

    private Map<String, Map<Long, OneStep>> steps(Variant variant, Point point) {
        Map<String, Map<Long, List<Row>>> iterations = new LinkedHashMap<>();
        for (Row row : observations.rows(point.timing().schema())) {
            if (variant.marks(row) && row.whole(point.timing().size()) == point.size()) {
                iterations
                        .computeIfAbsent(row.text("strategy"), id -> new TreeMap<>())
                        .computeIfAbsent(row.whole("round"), round -> new ArrayList<>())
                        .add(row);
            }
        }
        Map<String, Map<Long, OneStep>> steps = new LinkedHashMap<>();
        iterations.forEach((id, rounds) -> {
            Map<Long, OneStep> byRound = new LinkedHashMap<>();
            rounds.forEach((round, rows) -> byRound.put(round, OneStep.of(rows)));
            steps.put(id, byRound);
        });
        return steps;
    }

    private Optional<Row> fit(List<Row> points) {
        SimpleRegression line = new SimpleRegression();
        for (Row row : points) {
            long size = row.whole("size");
            OptionalDouble nanos = row.number("ns_per_send");
            if (size > 0 && nanos.isPresent()) {
                line.addData(Math.log((double) size), Math.log(nanos.getAsDouble()));
            }
        }
        if (line.getN() < 2) {
            return Optional.empty();
        }
        Row row = Row.of(Schema.GROWTH);
        copy(points.get(0), row, "jdk", "gc", "jvm_args", "benchmark", "strategy");
        row.set("sizes", line.getN()).set("exponent", line.getSlope());
        if (line.getN() > 2) {
            double half =
                    new TDistribution(line.getN() - 2.0).inverseCumulativeProbability(0.975) * line.getSlopeStdErr();
            row.set("exponent_low", line.getSlope() - half).set("exponent_high", line.getSlope() + half);
        }
        return Optional.of(row);
    }

    private Point headline() {
        return plan.points().get(0);
    }

    private List<String> ids() {
        return Stream.concat(plan.strategies().stream(), Stream.of(Step.CONTROL))
                .toList();
    }

    private static double median(List<Row> rows, String column) {
        return Interval.of(known(rows, column)).median();
    }

    private static double[] known(List<Row> rows, String column) {
        return rows.stream()
                .map(row -> row.number(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    private static double[] ratios(
            Map<Long, OneStep> own, @org.jspecify.annotations.Nullable Map<Long, OneStep> other) {
        if (other == null) {
            return new double[0];
        }
        return own.entrySet().stream()
                .filter(step -> other.containsKey(step.getKey()))
                .mapToDouble(step ->
                        step.getValue().nanos() / other.get(step.getKey()).nanos())
                .toArray();
    }

    private static double[] values(Stream<Double> values) {
        return values.mapToDouble(Double::doubleValue).toArray();
    }

    private static void set(Row row, String column, Interval interval) {
        row.set(column, interval.median()).set(column + "_low", interval.low()).set(column + "_high", interval.high());
    }

    private static void copy(Row from, Row to, String... columns) {
        for (String column : columns) {
            to.set(column, from.text(column));
        }
    }

    /** How far the floor strayed from itself at a point, as a part of the larger: 0 to 1; 0 if it was measured once only. */
    private static double noise(List<Row> costs, Point point) {
        return controls(costs, point).stream()
                .mapToDouble(control -> {
                    double low = control.number("ratio_to_floor_low").orElse(1);
                    double high = control.number("ratio_to_floor_high").orElse(1);
                    return 1 - 1 / Math.max(high, 1 / low);
                })
                .max()
                .orElse(0);
    }

    /** The control's row at the headline point of each JVM: what the machine's noise makes of no difference at all. */
    static Collection<Row> controls(Collection<Row> costs, Point headline) {
        return costs.stream()
                .filter(row -> row.text("strategy").equals(Step.CONTROL) && isAt(headline, row))
                .toList();
    }
}
