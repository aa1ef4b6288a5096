package afterglow.leak.profile;

import afterglow.retention.Census;
import java.util.LinkedHashMap;
import java.util.Map;

/** What lives of each class beyond a baseline. */
record Live(Map<String, Census.Count> grown) {

    /** Fewer bytes of a class are noise. */
    private static final long LEAST_BYTES = 1024;

    /** Collects all garbage and counts what is left beyond a baseline, the heaviest class first. */
    static Live since(Census baseline) {
        Map<String, Census.Count> grown = new LinkedHashMap<>();
        Census.take().byClass().entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        minus(entry.getValue(), baseline.byClass().get(entry.getKey()))))
                .filter(entry -> entry.getValue().bytes() >= LEAST_BYTES
                        && entry.getValue().objects() > 0)
                .sorted((a, b) ->
                        Long.compare(b.getValue().bytes(), a.getValue().bytes()))
                .forEach(entry -> grown.put(entry.getKey(), entry.getValue()));
        return new Live(grown);
    }

    private static Census.Count minus(Census.Count count, Census.@org.jspecify.annotations.Nullable Count before) {
        return before == null
                ? count
                : new Census.Count(count.objects() - before.objects(), count.bytes() - before.bytes());
    }
}
