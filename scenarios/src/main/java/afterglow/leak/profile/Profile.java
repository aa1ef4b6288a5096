package afterglow.leak.profile;

import afterglow.retention.Census;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stacks, each once, and what was found at each. */
public record Profile(List<Stack> stacks) {

    /** Fewer bytes of a class are noise. */
    private static final long LEAST_BYTES = 1024;

    /**
     * What was found at one stack.
     *
     * @param frames methods, the innermost first
     * @param count objects, or samples
     * @param weight their bytes, or their time in ns
     */
    public record Stack(List<String> frames, long count, long weight) {}

    /** One sampled object, or one sample of a running thread. */
    record Sample(List<String> frames, String type, long weight) {}

    /** A method's own weight, and its weight with all that it called. */
    public record Method(String name, long flat, long cumulative) {}

    static Profile of(List<Sample> samples) {
        Map<List<String>, Census.Count> sums = new LinkedHashMap<>();
        for (Sample sample : samples) {
            sums.merge(sample.frames(), new Census.Count(1, sample.weight()), Census.Count::plus);
        }
        return ofSums(sums);
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
        return ofSums(sums);
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

    private static Profile ofSums(Map<List<String>, Census.Count> sums) {
        return new Profile(sums.entrySet().stream()
                .map(sum -> new Stack(
                        sum.getKey(), sum.getValue().objects(), sum.getValue().bytes()))
                .toList());
    }

    /** The same stacks, with a weight of {@code periodNanos} for each sample. */
    Profile timed(long periodNanos) {
        return new Profile(stacks.stream()
                .map(stack -> new Stack(stack.frames(), stack.count(), stack.count() * periodNanos))
                .toList());
    }

    public long total() {
        return stacks.stream().mapToLong(Stack::weight).sum();
    }

    /** The methods, those with the greatest own weight first. */
    public List<Method> methods() {
        Map<String, Long> flat = new HashMap<>();
        Map<String, Long> cumulative = new HashMap<>();
        for (Stack stack : stacks) {
            flat.merge(stack.frames().get(0), stack.weight(), Long::sum);
            stack.frames().stream().distinct().forEach(frame -> cumulative.merge(frame, stack.weight(), Long::sum));
        }
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
        for (Stack stack : stacks) {
            List<String> outermostFirst = new ArrayList<>(stack.frames());
            Collections.reverse(outermostFirst);
            lines.append("%s %d\n".formatted(String.join(";", outermostFirst), stack.weight()));
        }
        return lines.toString();
    }
}
