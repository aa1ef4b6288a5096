package afterglow.report;

import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** All that is shown: one run, or several side by side. */
final class Evidence {

    private final List<Run> runs;
    private final Map<Schema, List<Found>> tables = new EnumMap<>(Schema.class);

    Evidence(List<Run> runs) {
        this.runs = List.copyOf(runs);
        Map<String, Integer> runsByJdk = new HashMap<>();
        for (Run run : runs) {
            Set<String> jdks = new LinkedHashSet<>();
            run.tables().values().forEach(rows -> rows.forEach(row -> jdks.add(new Found(row, "").text("jdk"))));
            jdks.forEach(jdk -> runsByJdk.merge(jdk, 1, Integer::sum));
        }
        for (Run run : runs) {
            run.tables().forEach((schema, rows) -> rows.forEach(row -> {
                Found found = new Found(row, "");
                String jvm = "JDK " + found.text("jdk") + further(found.text("gc")) + further(found.text("jvm_args"));
                boolean several = runsByJdk.getOrDefault(found.text("jdk"), 0) > 1;
                tables.computeIfAbsent(schema, table -> new ArrayList<>())
                        .add(new Found(row, several ? jvm + " (" + run.name() + ")" : jvm));
            }));
        }
    }

    private static String further(String option) {
        return option.isBlank() ? "" : " " + option.strip();
    }

    List<Run> runs() {
        return runs;
    }

    /** The rows of a table, of all runs. */
    Stream<Found> rows(Schema schema) {
        return tables.getOrDefault(schema, List.of()).stream();
    }
}
