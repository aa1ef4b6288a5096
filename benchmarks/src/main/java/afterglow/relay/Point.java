package afterglow.relay;

import java.util.Locale;

/**
 * A benchmark at a size.
 *
 * @param timing the benchmark
 * @param size of it
 */
public record Point(Timing timing, int size) {

    /** The name by which a run that goes on knows it again: {@code broadcast:100}. */
    public String identity() {
        return timing.id() + ":" + size;
    }

    /** For people. */
    public String label() {
        return timing.label(size);
    }

    /**
     * The point of such a name.
     *
     * @throws IllegalArgumentException if there is no such benchmark, or the size is no whole number of 0 or more
     */
    public static Point of(String identity) {
        String[] parts = identity.strip().split(":", 2);
        if (parts.length == 2 && parts[1].matches("[0-9]{1,7}")) {
            for (Timing timing : Timing.values()) {
                if (timing.id().equals(parts[0].toLowerCase(Locale.ROOT))) {
                    return new Point(timing, Integer.parseInt(parts[1]));
                }
            }
        }
        throw new IllegalArgumentException("'" + identity + "' is no point such as broadcast:100, inflight:1000, arm:0,"
                + " request:0 or expiry:2000");
    }
}
