package afterglow.compare;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole trade on one JVM: which strategies are dominated by another, and which to pick for each use.
 *
 * <p>A sound strategy dominates another if it serves as much, is clearly worse in no figure that is known of the other, and
 * clearly better in one. Sound is what leaves nothing behind, was tried and seen to do nothing wrong at a deadline, and
 * admits nothing.
 */
final class Trade {

    private final Map<Figure, Double> noise;
    private final Map<Row, List<Row>> dominators = new LinkedHashMap<>();

    private Trade(List<Row> verdicts, Map<Figure, Double> noise) {
        this.noise = noise;
        for (Row other : verdicts) {
            dominators.put(
                    other,
                    verdicts.stream().filter(one -> dominates(one, other)).toList());
        }
    }

    /**
     * Fills in what the verdicts of one JVM's strategies amount to, {@code dominated_by} and {@code recommended_for}; gives the
     * rows of {@link Schema#USES}.
     *
     * @param noise what parts of the figures are noise there, as far as known
     */
    static List<Row> settle(Variant variant, List<Row> verdicts, Map<Figure, Double> noise) {
        Trade trade = new Trade(verdicts, noise);
        trade.dominators.forEach((row, by) -> row.set("dominated_by", trade.best(by)));
        List<Row> uses = new ArrayList<>();
        Map<String, List<String>> recommended = new LinkedHashMap<>();
        for (Use use : Use.values()) {
            Use.Pick pick = use.pick(verdicts, noise);
            pick.strategies()
                    .forEach(strategy -> recommended
                            .computeIfAbsent(strategy, none -> new ArrayList<>())
                            .add(use.id()));
            uses.add(variant.mark(Row.of(Schema.USES))
                    .set("use", use.id())
                    .set("pick", String.join(" ", pick.strategies()))
                    .set("eligible", pick.eligible())
                    .set("because", pick.because()));
        }
        verdicts.forEach(row -> row.set(
                "recommended_for", String.join(" ", recommended.getOrDefault(row.text("strategy"), List.of()))));
        return uses;
    }

    /** Whether a strategy leaves nothing behind and keeps its deadlines, by what was seen and by its own word. */
    static boolean isSound(Row verdict) {
        return verdict.text("verdict").equals("clean")
                && verdict.text("faults").equals("none")
                && verdict.text("admits").isEmpty();
    }

    private boolean dominates(Row one, Row other) {
        if (!isSound(one)
                || (other.text("in_flight").equals("yes")
                        && !one.text("in_flight").equals("yes"))) {
            return false;
        }
        boolean better = false;
        for (Figure figure : Figure.values()) {
            Optional<Interval> own = figure.of(one);
            if (figure.of(other).isPresent()) {
                if (own.isEmpty() || isClearlyLower(figure, other, one)) {
                    return false;
                }
                better |= isClearlyLower(figure, one, other);
            }
        }
        return better;
    }

    private boolean isClearlyLower(Figure figure, Row one, Row other) {
        return figure.clearlyLower(one, other, noise.getOrDefault(figure, 0.0));
    }

    private boolean isUndominated(Row row) {
        return dominators.getOrDefault(row, List.of()).isEmpty();
    }

    /** Those that no other dominates; all of them if there is none, for what hardly differs may go round in a circle. */
    private String best(List<Row> by) {
        List<Row> top = by.stream().filter(this::isUndominated).toList();
        return String.join(
                " ",
                (top.isEmpty() ? by : top)
                        .stream().map(row -> row.text("strategy")).toList());
    }
}
