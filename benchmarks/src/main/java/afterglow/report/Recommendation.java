package afterglow.report;

import afterglow.results.Schema;
import java.util.List;

/**
 * What to pick for a use on one JVM, as {@code uses.csv} says.
 *
 * @param jvm what it was measured on
 * @param use what the timeouts are for
 * @param picks the strategies; several if nothing tells them apart, none if nothing can be picked
 * @param because the figures that decided, or what is missing
 */
record Recommendation(String jvm, String use, List<String> picks, String because) {

    /** All of them, in the order of the table. */
    static List<Recommendation> all(Evidence evidence) {
        return evidence.rows(Schema.USES)
                .map(found -> new Recommendation(
                        evidence.jvm(found),
                        found.row().text("use"),
                        found.row().text("pick").isEmpty()
                                ? List.of()
                                : List.of(found.row().text("pick").split(" ")),
                        found.row().text("because")))
                .toList();
    }

    /** What to pick, in words. */
    String pick() {
        return picks.isEmpty() ? "nothing" : String.join(" or ", picks);
    }
}
