package afterglow.compare;

import afterglow.cli.BadInputException;
import afterglow.cli.TextTable;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What got worse since an earlier run: verdicts, faults, bytes for each send, and ratios to the floor; never absolute times.
 *
 * <p>A ratio or a count of bytes has got worse when its median rose by more than what nobody would act on <em>and</em> the
 * rounds of both runs say that it is no chance: Welch's t over the rounds, one-sided, at 1 % over all comparisons by Holm's
 * method. Noise only ever adds time, so a round's ratio is that of the quickest iterations, and its floor the quicker of the
 * floor's two; the ratios' logarithms are what is compared.
 *
 * <p>A busy machine does not treat all alike: a strategy whose thread wakes often may keep its pace where the floor halves
 * its own. So where the floor itself was quicker or slower than in the baseline by more than its noise, ratios must have
 * risen by more than that as well. Hence a run on another machine, or under another load, finds large changes only.
 *
 * <p>A rise is found nearly always if it is {@code 5 * s * sqrt(2 / n)} or more, with {@code n} rounds in each run of a handful
 * of strategies and {@code s} the spread of a round's ratio: a fifth more time takes 10 rounds where rounds differ by 8 %, and
 * 140 where they differ by 30 %, as on a machine with five times the work it can do. Bytes hardly spread: 8 B for each send
 * take 3 rounds. The judgement counts the comparisons in which such rises may have gone unseen.
 */
final class Gate {

    private static final double SIGNIFICANCE = 0.01;
    private static final double NOISE = 0.05;
    private static final List<Verdict> WORSE_AND_WORSE = List.of(Verdict.CLEAN, Verdict.RETAINS, Verdict.LEAKS);

    private final Path baseline;
    private final Plan before;
    private final Observations then;
    private final List<Row> verdictsThen;

    private Gate(Path baseline, Plan before, Observations then, List<Row> verdictsThen) {
        this.baseline = baseline;
        this.before = before;
        this.then = then;
        this.verdictsThen = verdictsThen;
    }

    /** A gate that holds runs against an earlier one's folder. */
    static Gate against(Path baseline, Strategies registry) throws IOException {
        Plan before = new RecordedPlan(baseline).plan(registry);
        try {
            return new Gate(baseline, before, new Observations(baseline), Table.read(baseline, Schema.VERDICTS));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new BadInputException(
                    "--baseline '" + baseline + "' was stopped before its verdicts; --resume it first", e);
        }
    }

    /**
     * What a run's comparison came to.
     *
     * @param worse what got worse, one line each
     * @param compared how many figures were compared
     * @param blind in how many of them a rise by a fifth, or by 8 B for each send, may go unseen
     * @param alone how many figures of the run have no counterpart in the baseline
     * @param floorMoved by which factor the floor's own time changed at the most; 1 where that is but noise
     */
    record Judgement(List<Finding> worse, int compared, int blind, int alone, double floorMoved) {

        boolean passed() {
            return worse.isEmpty();
        }

        /** For people. */
        String inWords() {
            StringBuilder text = new StringBuilder();
            if (worse.isEmpty()) {
                text.append("Against the baseline nothing got worse (%d figures compared).%n".formatted(compared));
            } else {
                TextTable table = new TextTable("got worse", "where", "before", "now");
                worse.forEach(finding -> table.add(finding.what(), finding.where(), finding.before(), finding.now()));
                text.append(table);
            }
            if (alone > 0) {
                text.append("%d figures have no counterpart in the baseline.%n".formatted(alone));
            }
            if (blind > 0) {
                text.append(
                        ("In %d of %d a rise by a fifth, or by 8 B/send, may have gone unseen: too few rounds for so much"
                                        + " noise. Give more --rounds or fewer --strategies, or find a quieter machine.%n")
                                .formatted(blind, compared));
            }
            if (floorMoved > 1) {
                text.append(("The floor itself was quicker or slower than the baseline's, by a factor of %.2f;"
                                + " ratios had to rise by more.%n")
                        .formatted(floorMoved));
            }
            return text.toString();
        }
    }

    /** One thing that got worse. */
    record Finding(String what, String where, String before, String now) {}

    /**
     * Looks whether a run of a plan can be held against the baseline at all.
     *
     * @throws BadInputException if only one of the two has a JVM for each point, or if they have no strategy in common at the
     *     same point on the same JVM
     */
    void requireComparable(Plan plan) {
        if (plan.forks() != before.forks()) {
            throw new BadInputException("--baseline was measured with --forks "
                    + before.forks().label() + ", and this would be with "
                    + plan.forks().label()
                    + "; give --forks " + before.forks().label());
        }
        // By name alone: the baseline may hold strategies that this run does not know.
        boolean common = plan.points().stream().anyMatch(before.points()::contains)
                && plan.variants().stream()
                        .anyMatch(variant -> same(variant).isPresent()
                                && plan.strategiesOn(variant).stream().anyMatch(before.strategies()::contains));
        if (!common) {
            throw new BadInputException("--baseline '" + baseline + "' has nothing to compare with: it measured "
                    + String.join(" ", before.strategies()) + " at "
                    + String.join(
                            " ", before.points().stream().map(Point::identity).toList()) + " on "
                    + String.join(
                            ", ", before.variants().stream().map(Variant::label).toList()));
        }
    }

    /** Holds a run against the baseline; see {@link #requireComparable}. */
    Judgement judge(Plan plan, Path folder) throws IOException {
        requireComparable(plan);
        Observations now = new Observations(folder);
        List<Comparison> comparisons = new ArrayList<>();
        int alone = 0;
        double floorMoved = 0;
        for (Variant variant : plan.variants()) {
            for (Point point : plan.points()) {
                Rounds roundsNow = new Rounds(now, variant, point);
                Rounds roundsThen = new Rounds(then, same(variant).orElse(variant), point);
                double moved = moved(roundsThen.floor(), roundsNow.floor());
                floorMoved = Math.max(floorMoved, moved);
                for (String id : plan.strategiesOn(variant)) {
                    String where = id + ", " + point.timing().label(point.size()) + ", " + variant.label();
                    for (Figure figure : Figure.values()) {
                        double[] values = figure.of(roundsNow, id);
                        double[] valuesThen = figure.of(roundsThen, id);
                        if (values.length > 0 && valuesThen.length > 0) {
                            comparisons.add(Comparison.of(
                                    figure, where, valuesThen, values, figure == Figure.RATIO ? moved : 0));
                        } else if (values.length > 0) {
                            alone++;
                        }
                    }
                }
            }
        }
        List<Finding> worse = new ArrayList<>(verdicts(plan, Table.read(folder, Schema.VERDICTS)));
        worse.addAll(worse(comparisons));
        int blind = (int) comparisons.stream()
                .filter(comparison ->
                        comparison.visible(SIGNIFICANCE / comparisons.size()) > comparison.figure().sought)
                .count();
        return new Judgement(List.copyOf(worse), comparisons.size(), blind, alone, Math.exp(floorMoved));
    }

    /** Those that chance does not explain, by Holm's method, and that matter. */
    private static List<Finding> worse(List<Comparison> comparisons) {
        List<Comparison> surest = comparisons.stream()
                .sorted(Comparator.comparingDouble(Comparison::chance))
                .toList();
        List<Finding> worse = new ArrayList<>();
        for (int i = 0; i < surest.size(); i++) {
            if (surest.get(i).chance() > SIGNIFICANCE / (surest.size() - i)) {
                break;
            }
            if (surest.get(i).matters()) {
                worse.add(surest.get(i).finding());
            }
        }
        return worse;
    }

    /** By how much the floor's own time changed, either way, where its noise does not explain it; as a logarithm. */
    private static double moved(double[] before, double[] now) {
        if (before.length == 0 || now.length == 0) {
            return 0;
        }
        Difference difference = Difference.of(before, now, Figure.RATIO.resolution);
        double moved = Math.abs(difference.mean());
        return moved > difference.bound(NOISE) ? moved : 0;
    }

    /** The baseline's JVM of the same name. */
    private Optional<Variant> same(Variant variant) {
        return before.variants().stream()
                .filter(other -> other.name().equals(variant.name())
                        && other.gc() == variant.gc()
                        && other.jvmArgs().equals(variant.jvmArgs()))
                .findFirst();
    }

    private List<Finding> verdicts(Plan plan, List<Row> verdictsNow) {
        List<Finding> worse = new ArrayList<>();
        for (Variant variant : plan.variants()) {
            for (Row now : verdictsNow) {
                if (variant.marks(now)) {
                    String id = now.text("strategy");
                    verdictsThen.stream()
                            .filter(before -> variant.marks(before)
                                    && before.text("strategy").equals(id))
                            .forEach(before -> worse.addAll(worse(id + ", " + variant.label(), before, now)));
                }
            }
        }
        return worse;
    }

    /** What got worse of the verdict and the faults of one strategy. */
    private static List<Finding> worse(String where, Row before, Row now) {
        List<Finding> worse = new ArrayList<>();
        if (severity(now) > severity(before)) {
            worse.add(new Finding("verdict", where, before.text("verdict"), now.text("verdict")));
        }
        Set<String> added = new TreeSet<>(List.of(now.text("faults").split(" ")));
        added.removeAll(List.of(before.text("faults").split(" ")));
        added.removeAll(List.of("", "none"));
        if (!added.isEmpty()) {
            worse.add(new Finding("faults", where, before.text("faults"), now.text("faults")));
        }
        return worse;
    }

    private static int severity(Row row) {
        String verdict = row.text("verdict");
        return verdict.isEmpty() ? -1 : WORSE_AND_WORSE.indexOf(Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)));
    }

    /** What is compared, in the form in which it is: ratios as logarithms. */
    private enum Figure {
        RATIO("ratio to the floor", Math.log(1.10), Math.log(1.20), 0.01) {
            @Override
            double[] of(Rounds rounds, String id) {
                return rounds.ratiosToFloor(id);
            }

            @Override
            double shown(double value) {
                return Math.exp(value);
            }
        },
        BYTES("B/send", 2, 8, 0.25) {
            @Override
            double[] of(Rounds rounds, String id) {
                return rounds.bytes(id);
            }

            @Override
            double shown(double value) {
                return value;
            }
        };

        private final String label;

        /** A rise that nobody would act on. */
        private final double ignored;

        /** A rise that a gate is expected to find. */
        private final double sought;

        /** What one round's figure is exact to at the best. */
        private final double resolution;

        Figure(String label, double ignored, double sought, double resolution) {
            this.label = label;
            this.ignored = ignored;
            this.sought = sought;
            this.resolution = resolution;
        }

        /** A strategy's figures, one a round; none if there is nothing to tell. */
        abstract double[] of(Rounds rounds, String id);

        /** As people know it. */
        abstract double shown(double value);
    }

    /**
     * A figure of both runs.
     *
     * @param figure which
     * @param where strategy, point and JVM
     * @param before its median in the baseline
     * @param now its median in the run
     * @param difference of the two
     * @param excused a rise that the floor's own change explains
     */
    private record Comparison(
            Figure figure, String where, double before, double now, Difference difference, double excused) {

        static Comparison of(Figure figure, String where, double[] before, double[] now, double excused) {
            return new Comparison(
                    figure,
                    where,
                    StatUtils.percentile(before, 50),
                    StatUtils.percentile(now, 50),
                    Difference.of(before, now, figure.resolution),
                    excused);
        }

        /** How likely such a rise is without cause. */
        double chance() {
            return difference.chance(excused);
        }

        boolean matters() {
            return now - before > figure.ignored + excused;
        }

        /** The least rise that is found nearly always if no more than this is left to chance. */
        double visible(double chance) {
            return excused + Math.max(figure.ignored, difference.bound(chance) + difference.bound(NOISE));
        }

        Finding finding() {
            return new Finding(
                    figure.label, where, "%.2f".formatted(figure.shown(before)), "%.2f".formatted(figure.shown(now)));
        }
    }

    /**
     * How far the means of two samples lie apart, by Welch.
     *
     * @param mean of the later minus mean of the earlier
     * @param error the standard error of that; infinite if a sample is too small to tell
     * @param freedom degrees of freedom
     */
    private record Difference(double mean, double error, double freedom) {

        static Difference of(double[] before, double[] now, double resolution) {
            double mean = StatUtils.mean(now) - StatUtils.mean(before);
            if (before.length < 2 || now.length < 2) {
                return new Difference(mean, Double.POSITIVE_INFINITY, 1);
            }
            double least = resolution * resolution;
            double own = Math.max(least, StatUtils.variance(now)) / now.length;
            double other = Math.max(least, StatUtils.variance(before)) / before.length;
            double freedom = (own + other)
                    * (own + other)
                    / (own * own / (now.length - 1) + other * other / (before.length - 1));
            return new Difference(mean, Math.sqrt(own + other), freedom);
        }

        /** How likely a difference of at least this much is if the true one is no more than what is excused. */
        double chance(double excused) {
            return Double.isInfinite(error)
                    ? 1
                    : new TDistribution(freedom).cumulativeProbability((excused - mean) / error);
        }

        /** What a difference must exceed so that no more than this is left to chance. */
        double bound(double chance) {
            return -new TDistribution(freedom).inverseCumulativeProbability(chance) * error;
        }
    }

    /** What one run observed at a point on a JVM, round by round. */
    private static final class Rounds {

        private final List<Row> rows;
        private final Map<Long, Double> floor;

        Rounds(Observations observations, Variant variant, Point point) {
            rows = observations.rows(point.timing().schema()).stream()
                    .filter(row ->
                            variant.marks(row) && row.whole(point.timing().size()) == point.size())
                    .toList();
            floor = quickest(Step.FLOOR, Step.CONTROL);
        }

        /** The floor's times, as logarithms. */
        double[] floor() {
            return floor.values().stream().mapToDouble(Math::log).toArray();
        }

        /** A strategy's ratios to the floor, as logarithms; none for the floor itself. */
        double[] ratiosToFloor(String id) {
            return id.equals(Step.FLOOR)
                    ? new double[0]
                    : quickest(id).entrySet().stream()
                            .filter(round -> floor.containsKey(round.getKey()))
                            .mapToDouble(round -> Math.log(round.getValue() / floor.get(round.getKey())))
                            .toArray();
        }

        /** A strategy's bytes for each send. */
        double[] bytes(String id) {
            return byRound("bytes_per_send", values -> StatUtils.percentile(values, 50), id).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }

        private Map<Long, Double> quickest(String... ids) {
            return byRound("ns_per_send", StatUtils::min, ids);
        }

        private Map<Long, Double> byRound(String column, ToDoubleFunction<double[]> reduced, String... ids) {
            Map<Long, List<Double>> iterations = new TreeMap<>();
            for (Row row : rows) {
                OptionalDouble value = row.number(column);
                if (value.isPresent() && Stream.of(ids).anyMatch(row.text("strategy")::equals)) {
                    iterations
                            .computeIfAbsent(row.whole("round"), round -> new ArrayList<>())
                            .add(value.getAsDouble());
                }
            }
            Map<Long, Double> rounds = new TreeMap<>();
            iterations.forEach((round, values) -> rounds.put(
                    round,
                    reduced.applyAsDouble(
                            values.stream().mapToDouble(Double::doubleValue).toArray())));
            return rounds;
        }
    }
}
