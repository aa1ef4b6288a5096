package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.JvmSetup;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes what follows from a run's tables, and reads nothing else. */
public final class Judge {

    private Judge() {}

    /** Judges a run and writes generations.csv, costs.csv, verdicts.csv and uses.csv beside its tables. */
    public static Conclusions write(Path folder, Strategies registry) throws IOException {
        WrittenRun run = WrittenRun.read(folder);
        Environment asked = run.environment();
        String against = asked.value("against");
        List<PointLevels> levels = new ArrayList<>();
        List<Cost> costs = new ArrayList<>();
        List<PointNoise> noise = new ArrayList<>();
        List<StrategyFacts> verdicts = new ArrayList<>();
        List<Pick> picks = new ArrayList<>();
        for (JvmSetup setup : asked.setups()) {
            List<Cost> own = new ArrayList<>();
            for (BenchmarkPoint point : asked.points()) {
                PointLevels at = PointLevels.of(setup, point, run.slices(setup, point));
                if (!at.byGeneration().isEmpty()) {
                    PointPrices prices = PointPrices.of(at);
                    levels.add(at);
                    own.addAll(prices.costs(against));
                    noise.add(PointNoise.of(at, prices.variance()));
                }
            }
            List<StrategyFacts> facts = facts(run, registry, setup, own);
            costs.addAll(own);
            verdicts.addAll(facts);
            Stream.of(Use.values()).forEach(use -> picks.add(use.pick(setup, facts)));
        }
        Conclusions conclusions = new Conclusions(asked.setups(), asked.points(), costs, noise, verdicts, picks);
        conclusions.write(folder, levels, against);
        return conclusions;
    }

    private static List<StrategyFacts> facts(WrittenRun run, Strategies registry, JvmSetup setup, List<Cost> costs) {
        BenchmarkPoint headline = run.environment().points().get(0);
        BenchmarkPoint crowd = crowd(costs);
        return run.environment().strategies().stream()
                .map(id -> registry.describeOn(Integer.MAX_VALUE, id))
                .filter(descriptor -> descriptor.firstJdk() <= setup.feature())
                .map(descriptor -> StrategyFacts.of(
                        run, setup, descriptor, at(headline, costs, descriptor), at(crowd, costs, descriptor)))
                .toList();
    }

    private static @Nullable Cost at(@Nullable BenchmarkPoint point, List<Cost> costs, Descriptor descriptor) {
        return costs.stream()
                .filter(cost -> cost.point().equals(point) && cost.strategy().equals(descriptor.id()))
                .findFirst()
                .orElse(null);
    }

    /** The point that tells most of sends in flight: the broadcast with the most of them, else arms beside the most others. */
    private static @Nullable BenchmarkPoint crowd(List<Cost> costs) {
        return costs.stream()
                .map(Cost::point)
                .filter(point ->
                        point.kind() == BenchmarkPoint.Kind.INFLIGHT || point.kind() == BenchmarkPoint.Kind.ARM)
                .max(Comparator.comparing((BenchmarkPoint point) -> point.kind() == BenchmarkPoint.Kind.INFLIGHT)
                        .thenComparing(BenchmarkPoint::size))
                .orElse(null);
    }
}
