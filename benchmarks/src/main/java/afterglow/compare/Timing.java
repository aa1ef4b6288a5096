package afterglow.compare;

import afterglow.bench.BroadcastBenchmark;
import afterglow.results.Schema;
import java.util.Locale;
import java.util.Map;

/** A benchmark of the plan: which one, what its size means, and where its observations go. */
enum Timing {
    /** One send of a blocking broadcast; the size is its subscribers. */
    BROADCAST(BroadcastBenchmark.class, "broadcast", "subscribers", Schema.BROADCAST, "broadcast to %,d");

    private final Class<?> benchmark;
    private final String method;
    private final String size;
    private final Schema schema;
    private final String label;

    Timing(Class<?> benchmark, String method, String size, Schema schema, String label) {
        this.benchmark = benchmark;
        this.method = method;
        this.size = size;
        this.schema = schema;
        this.label = label;
    }

    /** What JMH is to include. */
    String pattern() {
        return benchmark.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    /** The parameters of a size, by name. */
    Map<String, String> parameters(int of) {
        return Map.of(size, Integer.toString(of));
    }

    /** The column, and JMH's parameter, of its size. */
    String size() {
        return size;
    }

    /** How many sends one operation is. */
    int sendsPerOperation(int of) {
        return of;
    }

    /** The table of its observations. */
    Schema schema() {
        return schema;
    }

    /** For people. */
    String label(int of) {
        return label.formatted(of);
    }

    /** The name in tables: lower case. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
