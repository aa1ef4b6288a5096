package afterglow.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The levels of all JVMs of one setup at one point. */
final class PointLevels {

    private final JvmSetup setup;
    private final BenchmarkPoint point;
    private final Map<Long, Map<String, JvmLevel>> byGeneration = new TreeMap<>();

    private PointLevels(JvmSetup setup, BenchmarkPoint point) {
        this.setup = setup;
        this.point = point;
    }

    /** The levels of slices, in the order of generation, life and round. */
    static PointLevels of(JvmSetup setup, BenchmarkPoint point, List<Slice> slices) {
        Map<Long, Map<String, List<Slice>>> jvms = new TreeMap<>();
        for (Slice slice : slices) {
            jvms.computeIfAbsent(slice.generation(), generation -> new LinkedHashMap<>())
                    .computeIfAbsent(slice.strategy(), strategy -> new ArrayList<>())
                    .add(slice);
        }
        PointLevels levels = new PointLevels(setup, point);
        jvms.forEach((generation, byStrategy) -> {
            double[] drifts = byStrategy.entrySet().stream()
                    .filter(jvm -> Floors.contains(jvm.getKey()))
                    .mapToDouble(jvm -> JvmLevel.drift(jvm.getValue()))
                    .toArray();
            double machine = drifts.length == 0 ? 0 : Statistic.median(drifts);
            Map<String, JvmLevel> own = new LinkedHashMap<>();
            byStrategy.forEach((id, of) -> own.put(id, JvmLevel.of(of, point.singleThreaded(), machine)));
            levels.byGeneration.put(generation, own);
        });
        return levels;
    }

    JvmSetup setup() {
        return setup;
    }

    BenchmarkPoint point() {
        return point;
    }

    Map<Long, Map<String, JvmLevel>> byGeneration() {
        return byGeneration;
    }

    /** All of them, by generation. */
    List<JvmLevel> all() {
        return byGeneration.values().stream()
                .flatMap(generation -> generation.values().stream())
                .toList();
    }

    Set<String> strategies() {
        Set<String> ids = new LinkedHashSet<>();
        byGeneration.values().forEach(generation -> ids.addAll(generation.keySet()));
        return ids;
    }

    /** A strategy's JVMs, in the order of their generations. */
    List<JvmLevel> of(String id) {
        return byGeneration.values().stream()
                .filter(generation -> generation.containsKey(id))
                .map(generation -> generation.get(id))
                .toList();
    }

    boolean threaded(String id) {
        return of(id).stream().anyMatch(JvmLevel::threaded);
    }

    /** How far a strategy is above the mean of its generation's floors, as logarithms, one for each generation with both. */
    double[] aboveFloor(String id) {
        boolean threaded = threaded(id);
        return beside(id)
                .mapToDouble(generation -> level(threaded, generation.get(id)) - floor(threaded, generation))
                .toArray();
    }

    /** The mean of the floors, as logarithms, one for each generation with the strategy and a floor. */
    double[] floors(String id) {
        boolean threaded = threaded(id);
        return beside(id).mapToDouble(generation -> floor(threaded, generation)).toArray();
    }

    /** The floors' mean over the generations that a strategy has, as a logarithm. */
    double floor(String id) {
        return Statistic.mean(floors(id));
    }

    /** How many floors a generation has, on average. */
    double floorsEach() {
        return Statistic.mean(byGeneration.values().stream()
                .mapToDouble(generation -> floors(false, generation).length)
                .filter(count -> count > 0)
                .toArray());
    }

    /** The levels of a generation's floors, with all waiting if they are to stand beside a strategy with threads. */
    static double[] floors(boolean threaded, Map<String, JvmLevel> generation) {
        return generation.values().stream()
                .filter(jvm -> Floors.contains(jvm.strategy()))
                .mapToDouble(jvm -> level(threaded, jvm))
                .toArray();
    }

    private Stream<Map<String, JvmLevel>> beside(String id) {
        return byGeneration.values().stream()
                .filter(generation -> generation.containsKey(id) && floors(false, generation).length > 0);
    }

    private static double floor(boolean threaded, Map<String, JvmLevel> generation) {
        return Statistic.mean(floors(threaded, generation));
    }

    private static double level(boolean threaded, @Nullable JvmLevel jvm) {
        return jvm == null ? Double.NaN : threaded ? jvm.plain() : jvm.level();
    }
}
