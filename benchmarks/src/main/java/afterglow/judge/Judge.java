package afterglow.judge;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
     * Judges a run and writes {@code generations.csv}, {@code costs.csv}, {@code verdicts.csv} and {@code
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
        List<StrategyFacts> verdicts = new ArrayList<>();
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
            verdicts.addAll(facts);
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
}
