package afterglow.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The report in one sentence. Every figure of it stands in the verdict table. */
final class Answer {

    private Answer() {}

    static String of(Standings standings, boolean noisy) {
        List<Standing> rows = standings.rows();
        if (rows.isEmpty()) {
            return "There is no verdict yet: the run has not written verdicts.csv.";
        }
        String naive = naive(rows.stream()
                .filter(row -> row.strategy().equals(Standings.NAIVE))
                .toList());
        String answer = standings.cheapestFirst().stream()
                .filter(standings::isRecommended)
                .findFirst()
                .map(best -> best(
                        standings.cheapestFirst().size(),
                        best,
                        rows.stream().filter(row -> row.strategy().equals(best)).toList()))
                .orElse(nothingSound(rows));
        return answer
                + (naive.isEmpty() ? "." : "; " + naive + ".")
                + (noisy ? " But the machine was too noisy for these prices to be trusted." : "");
    }

    private static String best(int strategies, String best, List<Standing> rows) {
        return "Of %d strategies, %s is the cheapest that can be recommended: it leaves nothing behind, missed no deadline, and costs %s times a send without a timeout"
                .formatted(strategies, best, span(rows, row -> row.ratio().value()));
    }

    private static String nothingSound(List<Standing> rows) {
        return rows.stream().anyMatch(Standing::sound)
                ? "Nothing can be recommended: what leaves nothing behind and missed no deadline has no known price, or is beaten by another in something"
                : "Nothing that was measured is known both to leave nothing behind and to keep its deadlines";
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
