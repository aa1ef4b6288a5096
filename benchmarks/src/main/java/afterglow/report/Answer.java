package afterglow.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report in one sentence. Every figure of it stands in the verdict table. */
final class Answer {

    private Answer() {}

    static String of(Standings standings, List<Recommendation> recommendations, boolean noisy) {
        List<Standing> rows = standings.rows();
        if (rows.isEmpty()) {
            return "There is no verdict yet: the run has not written verdicts.csv.";
        }
        String naive = naive(rows.stream()
                .filter(row -> row.strategy().equals(Standings.NAIVE))
                .toList());
        String answer = picks(standings.cheapestFirst().size(), recommendations);
        return answer
                + (naive.isEmpty() ? "." : "; " + naive + ".")
                + (noisy ? " But the machine was too noisy for these prices to be trusted." : "");
    }

    private static String picks(int strategies, List<Recommendation> recommendations) {
        if (recommendations.stream().allMatch(one -> one.picks().isEmpty())) {
            return "Of " + strategies + " strategies none can be recommended: "
                    + recommendations.stream()
                            .map(Recommendation::because)
                            .distinct()
                            .collect(Collectors.joining("; "));
        }
        Map<String, List<Recommendation>> byUse = recommendations.stream()
                .collect(Collectors.groupingBy(Recommendation::use, LinkedHashMap::new, Collectors.toList()));
        Map<String, List<String>> usesByPicks = new LinkedHashMap<>();
        byUse.forEach((use, ofUse) -> usesByPicks
                .computeIfAbsent(picks(ofUse), none -> new ArrayList<>())
                .add(use));
        return "Of " + strategies + " strategies pick "
                + usesByPicks.entrySet().stream()
                        .map(picked -> picked.getKey() + " for " + String.join(" and ", picked.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** The picks for one use: once where all JVMs agree. */
    private static String picks(List<Recommendation> ofUse) {
        return ofUse.stream().map(Recommendation::pick).distinct().count() == 1
                ? ofUse.get(0).pick()
                : ofUse.stream().map(one -> one.pick() + " (" + one.jvm() + ")").collect(Collectors.joining(" and "));
    }

    private static String naive(List<Standing> rows) {
        String ratio = span(rows, row -> row.ratio().value());
        String bytes = span(rows, Standing::retainedBytes);
        if (ratio.isEmpty() && bytes.isEmpty()) {
            return "";
        }
        return "the obvious code, " + Standings.NAIVE + ","
                + (ratio.isEmpty() ? "" : " costs " + ratio + " times")
                + (ratio.isEmpty() || bytes.isEmpty() ? "" : " and")
                + (bytes.isEmpty() ? "" : " still holds " + bytes + " B for each send that is over");
    }

    private static String span(List<Standing> rows, Function<Standing, @Nullable Double> figure) {
        List<Double> values = rows.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .sorted()
                .toList();
        if (values.isEmpty()) {
            return "";
        }
        String low = Cells.shown(values.get(0));
        String high = Cells.shown(values.get(values.size() - 1));
        return low.equals(high) ? low : String.format(Locale.ROOT, "%s to %s", low, high);
    }
}
