package afterglow.report;

import afterglow.results.Schema;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of {@code verdicts.csv}: all strategies on all JVMs, those that are to be picked first. */
final class Standings {

    /** The direct port of the code that everybody writes first; its id is API. */
    static final String NAIVE = "scheduled-abandoned";

    private final List<Found> rows;
    private final Set<String> recommended;
    private final List<String> cheapestFirst;

    Standings(Evidence evidence) {
        List<Found> unordered = evidence.rows(Schema.VERDICTS)
                .filter(found -> !found.isControl())
                .toList();
        recommended = unordered.stream()
                .filter(row -> row.has("recommended_for"))
                .map(Found::strategy)
                .collect(Collectors.toSet());
        Map<String, Double> price = new HashMap<>();
        unordered.forEach(row -> price.merge(
                row.strategy(), row.has("added_ns") ? row.known("added_ns") : Double.MAX_VALUE, Math::min));
        rows = unordered.stream()
                .sorted(Comparator.comparing((Found row) -> !recommended.contains(row.strategy()))
                        .thenComparing(row -> !row.is("verdict", "sound"))
                        .thenComparing(row -> price.get(row.strategy()))
                        .thenComparing(Found::strategy)
                        .thenComparing(Found::jvm))
                .toList();
        cheapestFirst = unordered.stream()
                .map(Found::strategy)
                .distinct()
                .sorted(Comparator.comparing(price::get))
                .toList();
    }

    List<Found> rows() {
        return rows;
    }

    /** The strategies, the cheapest first. */
    List<String> cheapestFirst() {
        return cheapestFirst;
    }

    /** The JVMs, in order. */
    List<String> jvms() {
        return rows.stream().map(Found::jvm).distinct().sorted().toList();
    }

    /** What a strategy is to the reader; empty for one of many. */
    String role(Found row) {
        if (row.strategy().equals(NAIVE)) {
            return "naive";
        }
        return recommended.contains(row.strategy()) ? "recommended" : row.is("family", "floor") ? "floor" : "";
    }
}
