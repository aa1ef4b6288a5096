package afterglow.report;

import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is shown: one run, or several side by side; and how the strategies stand in it. */
final class Evidence {

    private final List<Run> runs;
    private final Map<Schema, List<Found>> tables = new EnumMap<>(Schema.class);
    private final Set<String> recommended;
    private final Map<String, Double> prices = new HashMap<>();

    Evidence(List<Run> runs) {
        this.runs = runs;
        Map<String, Long> runsByJdk = runs.stream()
                .flatMap(run -> rows(run).map(found -> found.text("jdk")).distinct())
                .collect(Collectors.groupingBy(jdk -> jdk, Collectors.counting()));
        for (Run run : runs) {
            rows(run).forEach(found -> {
                String jvm = new JvmSetup(found.text("jdk"), "", found.text("gc"), found.text("jvm_args")).label();
                boolean several = runsByJdk.get(found.text("jdk")) > 1;
                tables.computeIfAbsent(found.row().schema(), schema -> new ArrayList<>())
                        .add(new Found(found.row(), several ? jvm + " (" + run.name() + ")" : jvm));
            });
        }
        recommended = rows(Schema.VERDICTS)
                .filter(row -> row.has("recommended_for"))
                .map(Found::strategy)
                .collect(Collectors.toSet());
        rows(Schema.VERDICTS)
                .forEach(row -> prices.merge(
                        row.strategy(), row.has("added_ns") ? row.number("added_ns") : Double.MAX_VALUE, Math::min));
    }

    private static Stream<Found> rows(Run run) {
        return run.tables().values().stream().flatMap(List::stream).map(row -> new Found(row, ""));
    }

    List<Run> runs() {
        return runs;
    }

    Stream<Found> rows(Schema schema) {
        return tables.getOrDefault(schema, List.of()).stream();
    }

    /** All verdicts: on recommended strategies first, then on sound ones, the cheapest first. */
    List<Found> verdicts() {
        return rows(Schema.VERDICTS)
                .filter(row -> !row.isControl())
                .sorted(Comparator.comparing((Found row) -> !recommended.contains(row.strategy()))
                        .thenComparing(row -> !row.is("verdict", "sound"))
                        .thenComparing(row -> prices.get(row.strategy()))
                        .thenComparing(Found::strategy)
                        .thenComparing(Found::jvm))
                .toList();
    }

    /** The strategies on which there is a verdict, the cheapest first. */
    List<String> cheapestFirst() {
        return rows(Schema.VERDICTS)
                .filter(row -> !row.isControl())
                .map(Found::strategy)
                .distinct()
                .sorted(Comparator.comparing(prices::get))
                .toList();
    }

    List<String> jvms() {
        return verdicts().stream().map(Found::jvm).distinct().sorted().toList();
    }

    /** What a strategy is to the reader; empty for one of many. */
    String role(Found verdict) {
        if (verdict.is("strategy", Floors.NAIVE)) {
            return "naive";
        }
        return recommended.contains(verdict.strategy()) ? "recommended" : verdict.is("family", "floor") ? "floor" : "";
    }
}
