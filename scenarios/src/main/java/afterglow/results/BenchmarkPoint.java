package afterglow.results;

import java.util.Locale;
import java.util.stream.Stream;

/** A benchmark at a size: its subscribers, outstanding sends, or timers. */
public record BenchmarkPoint(Kind kind, int size) {

    /** The largest broadcast that one worker does alone. */
    public static final int ONE_WORKER = 100;

    /** The benchmarks that are measured in slices. */
    public enum Kind {
        /** A thread waits for each send. */
        BROADCAST(Schema.BROADCAST, "subscribers"),
        /** All sends are outstanding at once. */
        INFLIGHT(Schema.IN_FLIGHT, "outstanding"),
        /** Each send opens and closes its timeout; nothing else is armed, so its size is 0. */
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

        public Schema schema() {
            return schema;
        }

        /** The column, and JMH's parameter, of its size. */
        public String sizeColumn() {
            return sizeColumn;
        }
    }

    /** The point of an identity; an IllegalArgumentException if there is no such benchmark, or the size is no number. */
    public static BenchmarkPoint of(String identity) {
        String[] parts = identity.strip().split(":", 2);
        return Stream.of(Kind.values())
                .filter(kind ->
                        kind.id().equalsIgnoreCase(parts[0]) && parts.length == 2 && parts[1].matches("[0-9]{1,7}"))
                .findFirst()
                .map(kind -> new BenchmarkPoint(kind, Integer.parseInt(parts[1])))
                .filter(point -> point.kind != Kind.REQUEST || point.size == 0)
                .orElseThrow(() -> new IllegalArgumentException("'" + identity
                        + "' is not a point such as broadcast:100, inflight:1000, arm:0, request:0 or expiry:2000"));
    }

    /** The name by which options and plans know it: {@code broadcast:100}. */
    public String identity() {
        return kind.id() + ":" + size;
    }

    /** Whether the threads that do what is timed hand over to each other. */
    public boolean handsOver() {
        return kind == Kind.INFLIGHT || (kind == Kind.BROADCAST && size > ONE_WORKER);
    }

    public String label() {
        String count = String.format(Locale.ROOT, "%,d", size);
        return switch (kind) {
            case BROADCAST -> "a broadcast to " + count;
            case INFLIGHT -> count + " in flight";
            case REQUEST -> "a request";
            case ARM -> size == 0 ? "the bare pair" : "the bare pair beside " + count + " others";
            case EXPIRY -> "a storm of " + count;
        };
    }
}
