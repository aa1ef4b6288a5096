package afterglow.leak.profile;

import afterglow.retention.Census;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Stacks, each once, and what was found at each.
 *
 * @param stacks by their methods, the innermost first: objects and their bytes, or samples and their time in ns
 */
public record Profile(Map<List<String>, Census.Count> stacks) {

    /** Fewer bytes of a class are noise. */
    private static final long LEAST_BYTES = 1024;

    /** One sampled object, or one sample of a running thread. */
    record Sample(List<String> frames, String type, long weight) {}

    /** A method's own weight, and its weight with all that it called. */
    public record Method(String name, long flat, long cumulative) {}

    static Profile of(List<Sample> samples) {
        Map<List<String>, Census.Count> stacks = new LinkedHashMap<>();
        for (Sample sample : samples) {
            stacks.merge(sample.frames(), new Census.Count(1, sample.weight()), Census.Count::plus);
        }
        return new Profile(stacks);
    }

    /**
     * What lives, by the stacks that made it: a census says exactly how many objects of a class there are, samples of live
     * objects say in what proportions the stacks made them. A class without samples has a stack of its own name.
     */
    static Profile shared(List<Sample> samples, Map<String, Census.Count> live) {
        Map<String, Map<List<String>, Integer>> byType = new HashMap<>();
        for (Sample sample : samples) {
            byType.computeIfAbsent(sample.type(), unseen -> new LinkedHashMap<>())
                    .merge(sample.frames(), 1, Integer::sum);
        }
        Map<List<String>, Census.Count> sums = new LinkedHashMap<>();
        live.forEach((type, count) -> {
            Map<List<String>, Integer> stacks = byType.getOrDefault(type, Map.of(List.of("(not sampled) " + type), 1));
            double all = stacks.values().stream().mapToInt(Integer::intValue).sum();
            stacks.forEach((frames, times) -> {
                long objects = Math.round(count.objects() * times / all);
                long bytes = Math.round(count.bytes() * times / all);
                sums.merge(frames, new Census.Count(objects, bytes), Census.Count::plus);
            });
        });
        return new Profile(sums);
    }

    /** What lives of each class beyond a baseline after a full collection, the heaviest class first. */
    static Map<String, Census.Count> live(Census baseline) {
        Map<String, Census.Count> grown = new LinkedHashMap<>();
        Census.take().byClass().entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), minus(entry.getValue(), baseline.count(entry.getKey()))))
                .filter(entry -> entry.getValue().bytes() >= LEAST_BYTES
                        && entry.getValue().objects() > 0)
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().bytes()))
                .forEach(entry -> grown.put(entry.getKey(), entry.getValue()));
        return grown;
    }

    private static Census.Count minus(Census.Count count, Census.Count before) {
        return new Census.Count(count.objects() - before.objects(), count.bytes() - before.bytes());
    }

    /** The same stacks, with a weight of {@code periodNanos} for each sample. */
    Profile timed(long periodNanos) {
        Map<List<String>, Census.Count> timed = new LinkedHashMap<>(stacks);
        timed.replaceAll((frames, count) -> new Census.Count(count.objects(), count.objects() * periodNanos));
        return new Profile(timed);
    }

    public long total() {
        return stacks.values().stream().mapToLong(Census.Count::bytes).sum();
    }

    /** The methods, those with the greatest own weight first. */
    public List<Method> methods() {
        Map<String, Long> flat = new HashMap<>();
        Map<String, Long> cumulative = new HashMap<>();
        stacks.forEach((frames, count) -> {
            flat.merge(frames.get(0), count.bytes(), Long::sum);
            frames.stream().distinct().forEach(frame -> cumulative.merge(frame, count.bytes(), Long::sum));
        });
        return cumulative.entrySet().stream()
                .map(entry -> new Method(entry.getKey(), flat.getOrDefault(entry.getKey(), 0L), entry.getValue()))
                .sorted(Comparator.comparingLong((Method method) -> -method.flat())
                        .thenComparing(method -> -method.cumulative())
                        .thenComparing(Method::name))
                .toList();
    }

    /** One line a stack, the outermost frame first, and its weight. */
    public String collapsed() {
        StringBuilder lines = new StringBuilder();
        stacks.forEach((frames, count) -> {
            List<String> outermostFirst = new ArrayList<>(frames);
            Collections.reverse(outermostFirst);
            lines.append("%s %d\n".formatted(String.join(";", outermostFirst), count.bytes()));
        });
        return lines.toString();
    }
}
