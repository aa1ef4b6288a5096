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

    /**
     * A row, and where it comes from.
     *
     * @param run that measured it
     * @param row of one of its tables
     */
    record Found(Run run, Row row) {}

    private final List<Run> runs;
    private final Set<String> jdksOfSeveralRuns = new HashSet<>();

    Evidence(List<Run> runs) {
        this.runs = List.copyOf(runs);
        Set<String> seen = new HashSet<>();
        for (Run run : runs) {
            Set<String> own = new LinkedHashSet<>();
            run.tables().values().forEach(rows -> rows.forEach(row -> own.add(Cells.text(row, "jdk"))));
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
        return runs.stream().flatMap(run -> run.rows(schema).stream().map(row -> new Found(run, row)));
    }

    boolean has(Schema schema) {
        return rows(schema).findAny().isPresent();
    }

    /** What a row was measured on, as people call it; with the run's name where several runs have the same. */
    String jvm(Found found) {
        Row row = found.row();
        String jdk = Cells.text(row, "jdk");
        String label = "JDK " + jdk + further(Cells.text(row, "gc")) + further(Cells.text(row, "jvm_args"));
        return jdksOfSeveralRuns.contains(jdk) ? label + " (" + found.run().name() + ")" : label;
    }

    private static String further(String option) {
        return option.isBlank() ? "" : " " + option.strip();
    }
}
