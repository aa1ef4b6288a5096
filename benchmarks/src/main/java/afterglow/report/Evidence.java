package afterglow.report;

import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All that is shown: one run, or several side by side. */
final class Evidence {

    private final List<Run> runs;
    private final Set<String> jdksOfSeveralRuns = new HashSet<>();

    Evidence(List<Run> runs) {
        this.runs = List.copyOf(runs);
        Set<String> seen = new HashSet<>();
        for (Run run : runs) {
            Set<String> own = new LinkedHashSet<>();
            run.tables().values().forEach(rows -> rows.forEach(row -> own.add(new Found(row, "").text("jdk"))));
            own.forEach(jdk -> {
                if (!seen.add(jdk)) {
                    jdksOfSeveralRuns.add(jdk);
                }
            });
        }
    }

    List<Run> runs() {
        return runs;
    }

    /** The rows of a table, of all runs. */
    Stream<Found> rows(Schema schema) {
        return runs.stream().flatMap(run -> run.rows(schema).stream().map(row -> new Found(row, jvm(run, row))));
    }

    boolean has(Schema schema) {
        return rows(schema).findAny().isPresent();
    }

    /** What a row was measured on, as people call it; with the run's name where several runs have the same. */
    private String jvm(Run run, Row row) {
        Found found = new Found(row, "");
        String jdk = found.text("jdk");
        String label = "JDK " + jdk + further(found.text("gc")) + further(found.text("jvm_args"));
        return jdksOfSeveralRuns.contains(jdk) ? label + " (" + run.name() + ")" : label;
    }

    private static String further(String option) {
        return option.isBlank() ? "" : " " + option.strip();
    }
}
