package afterglow.compare;

import java.util.Locale;

/**
 * A benchmark at a size.
 *
 * @param timing the benchmark
 * @param size of it
 */
record Point(Timing timing, int size) {

    /** The name by which a run that goes on knows it again: {@code broadcast:100}. */
    String identity() {
        return timing.id() + ":" + size;
    }

    /** For people. */
    String label() {
        return timing.label(size);
    }

    /** The point of such a name. */
    static Point recorded(String identity) {
        String[] parts = identity.split(":", 2);
        return new Point(Timing.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
    }
}
