package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/** The levels of all JVMs of one setup at one point. */
record PointLevels(JvmSetup setup, BenchmarkPoint point, Map<Long, Map<String, JvmLevel>> byGeneration) {

    /** Broadcasts to 10,000 have JVMs that take twice the time of the next. */
    private static final double MOST_APART = Math.log(1.2);

    static PointLevels of(JvmSetup setup, BenchmarkPoint point, List<Slice> slices) {
        Map<Long, Map<String, List<Slice>>> jvms = slices.stream()
                .collect(Collectors.groupingBy(
                        Slice::generation,
                        Collectors.groupingBy(Slice::strategy, LinkedHashMap::new, Collectors.toList())));
        Map<Long, Map<String, JvmLevel>> levels = new TreeMap<>();
        jvms.forEach((generation, byStrategy) -> {
            List<List<Slice>> floors = byStrategy.keySet().stream()
                    .filter(Floors::contains)
                    .map(byStrategy::get)
                    .toList();
            double drift = floors.isEmpty() ? 0 : Statistic.median(floors, JvmLevel::drift);
            double waiting = floors.isEmpty()
                    ? 0
                    : middle(Statistic.known(floors, floor -> JvmLevel.plain(floor, point)))
                            - middle(Statistic.known(floors, floor -> JvmLevel.busy(floor, point)));
            Map<String, JvmLevel> own = new LinkedHashMap<>();
            byStrategy.forEach((id, of) -> own.put(id, JvmLevel.of(of, point, drift, waiting)));
            levels.put(generation, own);
        });
        return new PointLevels(setup, point, levels);
    }

    List<JvmLevel> all() {
        return byGeneration.values().stream()
                .flatMap(generation -> generation.values().stream())
                .toList();
    }

    List<String> strategies() {
        return all().stream().map(JvmLevel::strategy).distinct().toList();
    }

    List<JvmLevel> of(String id) {
        return all().stream().filter(jvm -> jvm.strategy().equals(id)).toList();
    }

    boolean threaded(String id) {
        return of(id).stream().anyMatch(JvmLevel::threaded);
    }

    /** Whether each generation has the same strategies: not where memory carried them in groups only, or a JVM was lost. */
    boolean together() {
        return byGeneration.values().stream().map(Map::keySet).distinct().count() <= 1;
    }

    /** How far a strategy is above its generation's floors, as logarithms, one for each generation with both. */
    double[] aboveFloor(String id) {
        return beside(id)
                .mapToDouble(generation -> generation.get(id).level() - middle(floors(generation)))
                .toArray();
    }

    /** The mean of the floors, as logarithms, one for each generation with the strategy and a floor. */
    double[] floors(String id) {
        return beside(id).mapToDouble(generation -> middle(floors(generation))).toArray();
    }

    double floor(String id) {
        return StatUtils.mean(floors(id));
    }

    double floorsEach() {
        return StatUtils.mean(byGeneration.values().stream()
                .mapToDouble(generation -> floors(generation).length)
                .filter(count -> count > 0)
                .toArray());
    }

    static double[] floors(Map<String, JvmLevel> generation) {
        return generation.values().stream()
                .filter(jvm -> Floors.contains(jvm.strategy()))
                .mapToDouble(JvmLevel::level)
                .toArray();
    }

    private Stream<Map<String, JvmLevel>> beside(String id) {
        return byGeneration.values().stream()
                .filter(generation -> generation.containsKey(id) && floors(generation).length > 0);
    }

    /** The mean of the floors, each moved to within 1.2 x of their median: one far off would shift all distances. */
    private static double middle(double[] floors) {
        double middle = Statistic.median(floors);
        return StatUtils.mean(Arrays.stream(floors)
                .map(floor -> Math.max(middle - MOST_APART, Math.min(floor, middle + MOST_APART)))
                .toArray());
    }
}
