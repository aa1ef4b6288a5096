package afterglow.report;

import afterglow.report.Evidence.Found;
import afterglow.report.Standing.Measure;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The verdict table: all strategies on all JVMs, the best first, and which of them are recommended. */
final class Standings {

    /** The direct port of the code that everybody writes first; its id is API. */
    static final String NAIVE = "scheduled-abandoned";

    private static final List<String> VERDICTS = List.of("clean", "", "retains", "leaks");

    private final List<Standing> rows;
    private final Set<String> recommended;
    private final List<String> order;

    Standings(Evidence evidence) {
        Map<String, Row> accuracy = idleAccuracy(evidence);
        List<Standing> unordered = evidence.rows(Schema.VERDICTS)
                .map(found -> standing(evidence, found, accuracy))
                .toList();
        recommended = recommended(unordered);
        Map<String, Double> price = new HashMap<>();
        unordered.forEach(row -> price.merge(
                row.strategy(),
                row.ratio().value() == null ? Double.MAX_VALUE : row.ratio().value(),
                Math::min));
        rows = unordered.stream()
                .sorted(Comparator.comparing((Standing row) -> !recommended.contains(row.strategy()))
                        .thenComparing(row -> VERDICTS.indexOf(row.verdict()))
                        .thenComparing(
                                row -> row.faults() != null && !row.faults().isEmpty())
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

    /** Sound on every JVM, and dominated by no other sound one. */
    private static Set<String> recommended(List<Standing> rows) {
        Map<String, List<Standing>> sound = rows.stream()
                .filter(row -> !row.family().equals(Standing.FLOOR))
                .collect(Collectors.groupingBy(Standing::strategy));
        sound.values()
                .removeIf(own ->
                        !own.stream().allMatch(row -> row.sound() && row.ratio().value() != null));
        return sound.keySet().stream()
                .filter(strategy -> sound.values().stream().noneMatch(other -> dominates(other, sound.get(strategy))))
                .collect(Collectors.toSet());
    }

    /** Whether one strategy is clearly better than another on some JVM in something, and on none in anything clearly worse. */
    private static boolean dominates(List<Standing> one, List<Standing> other) {
        return clearlyBetter(one, other) && !clearlyBetter(other, one);
    }

    private static boolean clearlyBetter(List<Standing> one, List<Standing> other) {
        return one.stream()
                .anyMatch(mine -> other.stream()
                        .anyMatch(theirs -> mine.jvm().equals(theirs.jvm()) && mine.clearlyBetter(theirs)));
    }

    private static Standing standing(Evidence evidence, Found found, Map<String, Row> accuracy) {
        Row row = found.row();
        Row idle = accuracy.get(evidence.jvm(found) + "\n" + row.text("strategy"));
        Double lateness = Cells.number(row, "lateness_p99_us");
        Double cpu = Cells.number(row, "idle_cpu_percent");
        boolean tried = found.run().tables().containsKey(Schema.CONTRACT.file());
        return new Standing(
                evidence.jvm(found),
                row.text("strategy"),
                row.text("family"),
                row.text("benchmark") + " " + row.text("size"),
                row.text("verdict"),
                row.text("expected"),
                tried || !row.text("faults").isEmpty() ? row.text("faults") : null,
                measure(row, "ns_per_send"),
                measure(row, "ratio_to_floor"),
                Cells.number(row, "bytes_per_send"),
                Cells.number(row, "retained_objects_per_send"),
                Cells.number(row, "retained_bytes_per_send"),
                lateness != null || idle == null ? lateness : Cells.number(idle, "p99_us"),
                cpu != null || idle == null ? cpu : Cells.number(idle, "quiet_cpu_percent"));
    }

    static Measure measure(Row row, String column) {
        return new Measure(
                Cells.number(row, column), Cells.number(row, column + "_low"), Cells.number(row, column + "_high"));
    }

    /** For each JVM and strategy the idle measurement that is nearest to 5 ms and 100 lanes; of several rounds the middle one. */
    private static Map<String, Row> idleAccuracy(Evidence evidence) {
        Map<String, List<Row>> all = evidence.rows(Schema.ACCURACY)
                .filter(found -> Cells.text(found.row(), "condition").equals("idle"))
                .collect(Collectors.groupingBy(
                        found -> evidence.jvm(found) + "\n" + found.row().text("strategy"),
                        Collectors.mapping(Found::row, Collectors.toCollection(ArrayList::new))));
        Map<String, Row> chosen = new HashMap<>();
        all.forEach((key, rows) -> {
            Comparator<Row> nearest = Comparator.comparingDouble(row -> distance(row, "deadline_ms", 5));
            Comparator<Row> nearestOfAll = nearest.thenComparingDouble(row -> distance(row, "lanes", 100));
            Row best = rows.stream().min(nearestOfAll).orElseThrow();
            List<Row> rounds = rows.stream()
                    .filter(row -> nearestOfAll.compare(row, best) == 0)
                    .sorted(Comparator.comparingDouble(row -> orZero(Cells.number(row, "p99_us"))))
                    .toList();
            chosen.put(key, rounds.get((rounds.size() - 1) / 2));
        });
        return chosen;
    }

    private static double distance(Row row, String column, double wanted) {
        return Math.abs(Math.log(Math.max(1e-3, orZero(Cells.number(row, column)))) - Math.log(wanted));
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
