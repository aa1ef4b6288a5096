package afterglow.relay;

import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.results.Row;

/** A JVM of a generation that is not yet started; its id, used in the rows, is a strategy's or a floor's. */
public record Entrant(JvmSetup setup, String id) {

    String strategy() {
        return Floors.contains(id) ? Floors.NONE : id;
    }

    Row mark(Row row) {
        return setup.mark(row).set("strategy", id);
    }

    public String label() {
        return id + " on " + setup.label();
    }
}
