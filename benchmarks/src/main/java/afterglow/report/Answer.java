package afterglow.report;

import afterglow.results.Floors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The report in a few words. Every figure of it stands in the verdict table. */
final class Answer {

    private static final int MOST_NAMES = 4;

    private Answer() {}

    static String of(Evidence evidence, List<Found> recommendations, boolean noisy) {
        if (evidence.verdicts().isEmpty()) {
            return "There is no verdict yet: the run has not written verdicts.csv.";
        }
        return naive(evidence.verdicts(), recommendations)
                + picks(evidence.cheapestFirst().size(), recommendations)
                + (noisy ? " But the machine was too noisy for these prices to be trusted." : "");
    }

    private static String naive(List<Found> rows, List<Found> recommendations) {
        String adds = adds(rows, Floors.NAIVE);
        String bytes = span(rows.stream()
                .filter(row -> row.is("strategy", Floors.NAIVE))
                .mapToDouble(row -> row.number("retained_bytes_per_send")));
        if (adds.isEmpty() && bytes.isEmpty()) {
            return "";
        }
        String better = rows.stream()
                .map(Found::strategy)
                .filter(strategy -> recommendations.stream()
                        .anyMatch(one -> one.decided() && one.picks().contains(strategy)))
                .filter(strategy -> !adds(rows, strategy).isEmpty())
                .findFirst()
                .map(strategy -> "; " + strategy + " adds " + adds(rows, strategy) + " and leaves nothing")
                .orElse("");
        return "The obvious code, " + Floors.NAIVE + ","
                + (adds.isEmpty() ? "" : " adds " + adds + " to a send")
                + (adds.isEmpty() || bytes.isEmpty() ? "" : " and")
                + (bytes.isEmpty() ? "" : " still holds " + bytes + " B when it is over")
                + better + ". ";
    }

    /** What a strategy's timeout adds, over all JVMs; empty for unknown. */
    private static String adds(List<Found> rows, String strategy) {
        List<Measure> added = rows.stream()
                .filter(row -> row.is("strategy", strategy) && row.has("added_ns"))
                .map(row -> row.measure("added_ns"))
                .toList();
        if (added.isEmpty()) {
            return "";
        }
        double most = added.stream().mapToDouble(Measure::high).max().orElseThrow();
        return added.stream().allMatch(Measure::holdsZero)
                ? "at most " + Measure.shown(most) + " ns"
                : span(added.stream().mapToDouble(Measure::value)) + " ns";
    }

    private static String picks(int strategies, List<Found> recommendations) {
        if (recommendations.stream().allMatch(one -> one.picks().isEmpty())) {
            return "Of " + strategies + " strategies none can be recommended: "
                    + recommendations.stream()
                            .map(one -> one.text("because"))
                            .distinct()
                            .collect(Collectors.joining("; "))
                    + ".";
        }
        Map<String, List<Found>> byUse = recommendations.stream()
                .collect(Collectors.groupingBy(one -> one.text("use"), LinkedHashMap::new, Collectors.toList()));
        Map<String, List<String>> usesByPicks = byUse.keySet().stream()
                .collect(Collectors.groupingBy(use -> picks(byUse.get(use)), LinkedHashMap::new, Collectors.toList()));
        return "To pick of " + strategies + " strategies: "
                + usesByPicks.entrySet().stream()
                        .map(picked -> picked.getKey() + " for " + String.join(", ", picked.getValue()))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    /** The picks for one use: once where all JVMs agree. */
    private static String picks(List<Found> ofUse) {
        return ofUse.stream().map(Answer::pick).distinct().count() == 1
                ? pick(ofUse.get(0))
                : ofUse.stream().map(one -> pick(one) + " (" + one.jvm() + ")").collect(Collectors.joining(" and "));
    }

    private static String pick(Found one) {
        int names = one.picks().size();
        return names <= MOST_NAMES
                ? one.pick()
                : one.decided() ? "any of " + names + " that are equal" : "undecided between " + names;
    }

    /** From the least to the greatest of what is known; empty if nothing is. */
    private static String span(DoubleStream values) {
        double[] known = values.filter(value -> !Double.isNaN(value)).sorted().toArray();
        if (known.length == 0) {
            return "";
        }
        String low = Measure.shown(known[0]);
        String high = Measure.shown(known[known.length - 1]);
        return low.equals(high) ? low : low + " to " + high;
    }
}
