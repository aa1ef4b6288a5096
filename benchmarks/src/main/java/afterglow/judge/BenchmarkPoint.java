package afterglow.judge;

import afterglow.results.Schema;
import java.util.Locale;

/**
 * A benchmark at a size.
 *
 * @param kind the benchmark
 * @param size its subscribers, outstanding sends, or timers
 */
public record BenchmarkPoint(Kind kind, int size) {

    /** The benchmarks that are measured in slices. */
    public enum Kind {
        /** A thread waits for each send. */
        BROADCAST(Schema.BROADCAST, "subscribers"),
        /** All sends are outstanding at once. */
        INFLIGHT(Schema.IN_FLIGHT, "outstanding"),
        /** Each send opens and closes its timeout. */
        REQUEST(Schema.REQUEST, "outstanding"),
        /** The bare pair of arm and disarm. */
        ARM(Schema.ARM, "outstanding"),
        /** Timers that are due at once. */
        EXPIRY(Schema.EXPIRY, "storm");

        private final Schema schema;
        private final String sizeColumn;

        Kind(Schema schema, String sizeColumn) {
            this.schema = schema;
            this.sizeColumn = sizeColumn;
        }

        /** The name in tables. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        Schema schema() {
            return schema;
        }

        String sizeColumn() {
            return sizeColumn;
        }
    }

    /** The largest broadcast that one worker does alone. */
    private static final int ONE_WORKER = 100;

    /** The point of an identity such as {@code broadcast:100}. */
    static BenchmarkPoint recorded(String identity) {
        String[] parts = identity.split(":", 2);
        return new BenchmarkPoint(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
    }

    /** Whether one thread alone does what is timed, so that its time on the run queue is none of the cost. */
    boolean singleThreaded() {
        return switch (kind) {
            case BROADCAST -> size <= ONE_WORKER;
            case ARM, REQUEST -> true;
            case INFLIGHT, EXPIRY -> false;
        };
    }

    /** The name by which plans know it: {@code broadcast:100}. */
    public String identity() {
        return kind.id() + ":" + size;
    }

    /** For people. */
    public String label() {
        return switch (kind) {
            case BROADCAST -> "a broadcast to " + size;
            case INFLIGHT -> size + " in flight";
            case REQUEST -> size == 0 ? "a request" : "a request beside " + size + " others";
            case ARM -> size == 0 ? "the bare pair" : "the bare pair beside " + size + " others";
            case EXPIRY -> "a storm of " + size;
        };
    }
}
