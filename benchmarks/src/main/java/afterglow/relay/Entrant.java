package afterglow.relay;

import afterglow.results.Row;
import java.util.List;

/**
 * A JVM of a generation, before it is started.
 *
 * @param variant what it runs on
 * @param id whose rows it writes: a strategy's, or one of the {@link #FLOORS}
 */
public record Entrant(Variant variant, String id) {

    /** The floor and its two controls: the same code under three names, so what differs between them is noise. */
    public static final List<String> FLOORS = List.of("none", "control-1", "control-2");

    /** The strategy that it runs. */
    String strategy() {
        return FLOORS.contains(id) ? FLOORS.get(0) : id;
    }

    /** Sets the columns that tell it. */
    Row mark(Row row) {
        return variant.mark(row).set("strategy", id);
    }

    /** For people. */
    public String label() {
        return id + " on " + variant.label();
    }
}
