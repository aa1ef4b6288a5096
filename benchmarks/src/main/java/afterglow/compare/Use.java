package afterglow.compare;

import afterglow.results.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What timeouts are needed for, and by which figures a strategy is picked for it.
 *
 * <p>The first figure decides. Those that are not clearly above the lowest tie, and the next figure decides among them;
 * those that tie to the end are all picked, but for those that another of them dominates. Whoever was not measured in a figure
 * is not picked by it; where nobody was measured in the first, nobody is picked.
 */
enum Use {
    /** A thread waits for each send. */
    BLOCKING("blocking", "short blocking sends", true, Figure.PRICE, Figure.LATENESS, Figure.IDLE_CPU),
    /** Many sends are outstanding at once, and no thread waits. */
    IN_FLIGHT("in-flight", "many in-flight requests", false, Figure.IN_FLIGHT, Figure.LATENESS, Figure.IDLE_CPU),
    /** Many lanes are open, and hardly one sends. */
    IDLE("idle", "millions of idle connections", false, Figure.LANE, Figure.IDLE_CPU, Figure.IN_FLIGHT),
    /** An expiry has to come at its time. */
    PRECISE("precise", "precise deadlines", false, Figure.LATENESS, Figure.PRICE, Figure.IDLE_CPU);

    private final String id;
    private final String label;
    private final boolean waits;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<Figure> figures;

    Use(String id, String label, boolean waits, Figure... figures) {
        this.id = id;
        this.label = label;
        this.waits = waits;
        this.figures = List.of(figures);
    }

    /** The name in tables. */
    String id() {
        return id;
    }

    /** For people. */
    String label() {
        return label;
    }

    /**
     * What is picked for a use.
     *
     * @param strategies their ids; several if the figures do not tell them apart, none if nothing can be picked
     * @param eligible how many could have been picked
     * @param because the figures that decided, or what is missing
     */
    record Pick(List<String> strategies, int eligible, String because) {}

    /** One figure's decision. */
    private record Decision(Figure figure, int among, List<Row> tied) {

        String inWords(Row picked) {
            String outcome = tied.size() == 1
                    ? among == 1 ? "" : ", the lowest of " + among
                    : ", a tie with " + (tied.size() - 1) + " of " + (among - 1) + " others";
            return figure.inWords(picked) + outcome;
        }
    }

    /**
     * Picks.
     *
     * @param verdicts of all strategies on one JVM, with their {@code dominated_by}
     * @param noise what parts of the figures are noise there, as far as known
     */
    Pick pick(List<Row> verdicts, Map<Figure, Double> noise) {
        List<Row> eligible = verdicts.stream().filter(this::takes).toList();
        if (eligible.isEmpty()) {
            return new Pick(List.of(), 0, nobody(verdicts));
        }
        List<Decision> decisions = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Row> left = eligible;
        for (Figure figure : figures) {
            List<Row> known =
                    left.stream().filter(row -> figure.of(row).isPresent()).toList();
            if (known.isEmpty() && decisions.isEmpty()) {
                return new Pick(List.of(), eligible.size(), "not measured: " + figure.column());
            }
            if (known.isEmpty()) {
                missing.add(figure.column());
                continue;
            }
            Row lowest = known.stream()
                    .min(Comparator.comparingDouble(
                            row -> figure.of(row).orElseThrow().median()))
                    .orElseThrow();
            left = known.stream()
                    .filter(row -> !figure.clearlyLower(lowest, row, noise.getOrDefault(figure, 0.0)))
                    .toList();
            decisions.add(new Decision(figure, known.size(), left));
            if (left.size() == 1) {
                break;
            }
        }
        List<Row> undominated = undominated(left);
        Row picked = undominated.get(0);
        List<String> words = new ArrayList<>();
        decisions.forEach(decision -> words.add(decision.inWords(picked)));
        if (undominated.size() < left.size()) {
            words.add("dominates " + (left.size() - undominated.size()) + " of them");
        }
        if (!missing.isEmpty()) {
            words.add("not measured: " + String.join(", ", missing));
        }
        return new Pick(
                undominated.stream().map(row -> row.text("strategy")).toList(),
                eligible.size(),
                String.join("; ", words));
    }

    private static List<Row> undominated(List<Row> tied) {
        Set<String> ids = tied.stream().map(row -> row.text("strategy")).collect(Collectors.toSet());
        List<Row> free = tied.stream()
                .filter(row -> Stream.of(row.text("dominated_by").split(" ")).noneMatch(ids::contains))
                .toList();
        return free.isEmpty() ? tied : free;
    }

    private boolean takes(Row verdict) {
        return Trade.isSound(verdict) && (waits || verdict.text("in_flight").equals("yes"));
    }

    private String nobody(List<Row> verdicts) {
        for (String needed : List.of("verdict", "faults")) {
            if (verdicts.stream().allMatch(row -> row.text(needed).isEmpty())) {
                return "not measured: " + needed;
            }
        }
        return "none of " + verdicts.size() + " is known to leave nothing behind, to keep its deadlines"
                + (waits ? "" : " and to need no waiting thread");
    }
}
