package afterglow.report;

import afterglow.results.Schema;
import java.util.List;

/**
 * What to pick for a use on one JVM, as {@code uses.csv} says.
 *
 * @param decision {@code fastest}, {@code equal}, {@code undecided} or {@code none}
 * @param because the figures that decided, or what is missing
 */
record Recommendation(String jvm, String use, String decision, List<String> picks, String because) {

    static List<Recommendation> all(Evidence evidence) {
        return evidence.rows(Schema.USES)
                .map(found -> new Recommendation(
                        found.jvm(),
                        found.text("use"),
                        found.text("decision"),
                        found.has("pick") ? List.of(found.text("pick").split(" ")) : List.of(),
                        found.text("because")))
                .toList();
    }

    /** Whether it names strategies of which any may be taken. */
    boolean decided() {
        return !picks.isEmpty() && !decision.equals("undecided");
    }

    String pick() {
        if (picks.isEmpty()) {
            return decision.equals("undecided") ? "nothing yet (undecided)" : "nothing";
        }
        return decided() ? String.join(" or ", picks) : "undecided between " + String.join(", ", picks);
    }
}
