package afterglow.report;

import afterglow.report.Evidence.Found;
import afterglow.report.Standing.Measure;
import afterglow.results.Row;
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

    private static final List<String> VERDICTS = List.of("clean", "", "retains", "leaks");

    private final List<Standing> rows;
    private final Set<String> recommended;
    private final List<String> order;

    Standings(Evidence evidence) {
        List<Standing> unordered = evidence.rows(Schema.VERDICTS)
                .map(found -> standing(evidence, found))
                .toList();
        recommended = unordered.stream()
                .filter(row -> !row.recommendedFor().isEmpty())
                .map(Standing::strategy)
                .collect(Collectors.toSet());
        Map<String, Double> price = new HashMap<>();
        unordered.forEach(row -> price.merge(
                row.strategy(),
                row.ratio().value() == null ? Double.MAX_VALUE : row.ratio().value(),
                Math::min));
        rows = unordered.stream()
                .sorted(Comparator.comparing((Standing row) -> !recommended.contains(row.strategy()))
                        .thenComparing(row -> VERDICTS.indexOf(row.verdict()))
                        .thenComparing(Standing::faulty)
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

    boolean isRecommended(String strategy) {
        return recommended.contains(strategy);
    }

    /** What a strategy is to the reader; empty for one of many. */
    String role(Standing row) {
        if (row.strategy().equals(NAIVE)) {
            return "naive";
        }
        return isRecommended(row.strategy()) ? "recommended" : row.family().equals(Standing.FLOOR) ? "floor" : "";
    }

    private static Standing standing(Evidence evidence, Found found) {
        Row row = found.row();
        return new Standing(
                evidence.jvm(found),
                row.text("strategy"),
                row.text("family"),
                row.text("benchmark") + " " + row.text("size"),
                row.text("verdict"),
                row.text("expected"),
                row.text("faults"),
                measure(row, "ns_per_send"),
                measure(row, "ratio_to_floor"),
                Cells.number(row, "bytes_per_send"),
                Cells.number(row, "retained_objects_per_send"),
                Cells.number(row, "retained_bytes_per_send"),
                measure(row, "lateness_p99_us"),
                measure(row, "idle_cpu_percent"),
                measure(row, "in_flight_ns_per_send"),
                measure(row, "bytes_per_lane"),
                row.text("dominated_by"),
                row.text("recommended_for"));
    }

    static Measure measure(Row row, String column) {
        return new Measure(
                Cells.number(row, column), Cells.number(row, column + "_low"), Cells.number(row, column + "_high"));
    }
}
