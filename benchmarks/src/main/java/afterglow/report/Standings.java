package afterglow.report;

import afterglow.results.Schema;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The verdict table: all strategies on all JVMs, those that are to be picked first, as {@code verdicts.csv} says. */
final class Standings {

    /** The direct port of the code that everybody writes first; its id is API. */
    static final String NAIVE = "scheduled-abandoned";

    private final List<Standing> rows;
    private final Set<String> recommended;
    private final List<String> order;

    Standings(Evidence evidence) {
        Map<String, Map<String, Found>> costs = new HashMap<>();
        evidence.rows(Schema.COSTS)
                .forEach(found -> costs.computeIfAbsent(found.jvm() + "\n" + found.strategy(), key -> new HashMap<>())
                        .put(found.point(), found));
        List<Standing> unordered = evidence.rows(Schema.VERDICTS)
                .filter(found -> !found.isControl())
                .map(found -> new Standing(found, costs.getOrDefault(found.jvm() + "\n" + found.strategy(), Map.of())))
                .toList();
        recommended = unordered.stream()
                .filter(row -> row.verdicts().has("recommended_for"))
                .map(Standing::strategy)
                .collect(Collectors.toSet());
        Map<String, Double> price = new HashMap<>();
        unordered.forEach(row -> {
            Double added = row.measure("added_ns").value();
            price.merge(row.strategy(), added == null ? Double.MAX_VALUE : added, Math::min);
        });
        rows = unordered.stream()
                .sorted(Comparator.comparing((Standing row) -> !recommended.contains(row.strategy()))
                        .thenComparing(row -> !row.sound())
                        .thenComparing(row -> price.get(row.strategy()))
                        .thenComparing(Standing::strategy)
                        .thenComparing(Standing::jvm))
                .toList();
        order = unordered.stream()
                .map(Standing::strategy)
                .distinct()
                .sorted(Comparator.comparing(price::get))
                .toList();
    }

    List<Standing> rows() {
        return rows;
    }

    /** The strategies, the cheapest first. */
    List<String> cheapestFirst() {
        return order;
    }

    /** The JVMs, in order. */
    List<String> jvms() {
        return rows.stream().map(Standing::jvm).distinct().sorted().toList();
    }

    /** What a strategy is to the reader; empty for one of many. */
    String role(Standing row) {
        if (row.strategy().equals(NAIVE)) {
            return "naive";
        }
        return recommended.contains(row.strategy())
                ? "recommended"
                : row.text("family").equals("floor") ? "floor" : "";
    }
}
