package afterglow.judge;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What follows from a run's tables, computed from what was written and from nothing else. */
public final class Judge {

    private final WrittenRun run;
    private final Strategies registry;
    private final Calibration calibration;

    Judge(WrittenRun run, Strategies registry, Calibration calibration) {
        this.run = run;
        this.registry = registry;
        this.calibration = calibration;
    }

    /**
     * Judges a run and writes {@code generations.csv}, {@code costs.csv}, {@code growth.csv}, {@code verdicts.csv} and {@code
     * uses.csv} beside its tables.
     *
     * @throws afterglow.results.MalformedTableException if a table cannot be read
     */
    public static Conclusions write(Path folder, Strategies registry) throws IOException {
        WrittenRun run = WrittenRun.read(folder);
        Conclusions conclusions = new Judge(run, registry, Calibration.shipped()).conclude();
        new ConclusionTables(run.against()).write(folder, conclusions);
        return conclusions;
    }

    Conclusions conclude() {
        List<Conclusions.Levels> levels = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        List<PointNoise> noise = new ArrayList<>();
        List<StrategyVerdict> verdicts = new ArrayList<>();
        List<Pick> picks = new ArrayList<>();
        for (JvmSetup setup : run.setups()) {
            Map<BenchmarkPoint, Map<String, Cost>> bySetup = new LinkedHashMap<>();
            for (BenchmarkPoint point : run.points()) {
                PointLevels at = PointLevels.of(setup, point, run.slices(setup, point));
                if (!at.byGeneration().isEmpty()) {
                    JvmVariance variance = JvmVariance.of(at, calibration);
                    Map<String, Cost> byStrategy = new LinkedHashMap<>();
                    new PointPrices(at, variance)
                            .costs(run.against())
                            .forEach(cost -> byStrategy.put(cost.strategy(), cost));
                    bySetup.put(point, byStrategy);
                    costs.addAll(byStrategy.values());
                    noise.add(PointNoise.of(at, variance));
                    levels.add(new Conclusions.Levels(setup, point, at.all()));
                }
            }
            List<StrategyFacts> facts = facts(setup, bySetup);
            List<Pick> own =
                    Stream.of(Use.values()).map(use -> use.pick(setup, facts)).toList();
            picks.addAll(own);
            verdicts.addAll(verdicts(facts, own));
        }
        return new Conclusions(run.setups(), run.points(), levels, costs, noise, verdicts, picks);
    }

    private List<StrategyFacts> facts(JvmSetup setup, Map<BenchmarkPoint, Map<String, Cost>> costs) {
        Map<String, Cost> headline = costs.getOrDefault(run.points().get(0), Map.of());
        Map<String, Cost> inFlight = crowd(costs.keySet()).map(costs::get).orElse(Map.of());
        return run.strategies().stream()
                .map(id -> registry.describeOn(Integer.MAX_VALUE, id))
                .filter(descriptor -> descriptor.firstJdk() <= setup.feature())
                .map(descriptor ->
                        StrategyFacts.of(run, setup, descriptor, at(headline, descriptor), at(inFlight, descriptor)))
                .toList();
    }

    private static @Nullable Cost at(Map<String, Cost> costs, Descriptor descriptor) {
        return costs.get(descriptor.id());
    }

    /** The point that tells most of sends in flight: the broadcast with the most of them, else arms beside the most others. */
    private static Optional<BenchmarkPoint> crowd(Set<BenchmarkPoint> measured) {
        return Stream.of(BenchmarkPoint.Kind.INFLIGHT, BenchmarkPoint.Kind.ARM)
                .flatMap(kind -> measured.stream()
                        .filter(point -> point.kind() == kind)
                        .max(Comparator.comparingInt(BenchmarkPoint::size))
                        .stream())
                .findFirst();
    }

    private static List<StrategyVerdict> verdicts(List<StrategyFacts> strategies, List<Pick> picks) {
        Map<String, Set<String>> dominators = new LinkedHashMap<>();
        for (StrategyFacts other : strategies) {
            Set<String> by = new LinkedHashSet<>();
            strategies.stream().filter(one -> dominates(one, other)).forEach(one -> by.add(one.strategy()));
            dominators.put(other.strategy(), by);
        }
        return strategies.stream()
                .map(facts -> new StrategyVerdict(
                        facts,
                        dominators.getOrDefault(facts.strategy(), Set.of()).stream()
                                .filter(id ->
                                        dominators.getOrDefault(id, Set.of()).isEmpty())
                                .toList(),
                        picks.stream()
                                .filter(pick ->
                                        pick.isDecided() && pick.strategies().contains(facts.strategy()))
                                .map(pick -> pick.use().id())
                                .toList()))
                .toList();
    }

    /**
     * Whether one strategy is better in all that counts: it is sound and serves as much; in each figure that is known of the
     * other it is known to be no worse by more than 10 %, and in one it is known to be better by more than that.
     */
    static boolean dominates(StrategyFacts one, StrategyFacts other) {
        if (!one.isSound()
                || (other.descriptor().inFlight() && !one.descriptor().inFlight())) {
            return false;
        }
        boolean better = false;
        for (Map.Entry<Figure, Estimate> known : other.estimates().entrySet()) {
            Figure figure = known.getKey();
            Estimate own = one.estimates().get(figure);
            if (own == null || !figure.isWithin(own, known.getValue())) {
                return false;
            }
            better |= figure.isFarAbove(known.getValue(), own);
        }
        return better;
    }
}
