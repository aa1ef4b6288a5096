package afterglow.report;

import afterglow.cli.BadInputException;
import afterglow.cli.Cli;
import afterglow.results.Environment;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

record Run(Path folder, String name, Map<Schema, List<Row>> tables) {

    /** Columns that hold numbers, known by their names: a unit or a count. */
    static final Pattern NUMBERS = Pattern.compile(".*_(ns|us|ms|bytes|percent|low|high|count|per_s|at_[0-9]+|share)"
            + "|.*_per_(send|lane)|.*_per_armed_lane|ratio_to_(floor|naive|against)|drift|generations?|life|lives|round|slices"
            + "|iteration|size|subscribers|sends|lanes|outstanding|storm|expired|own_threads|delivered|timed_out|closed|live_timers"
            + "|count|early|never|late_starts|over_range|disturbances|eligible");

    /** Reads the tables of a folder; one that holds none is bad input. */
    static Run read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException("'" + folder + "' is not a folder; name the folder of a run");
        }
        Map<Schema, List<Row>> tables = Table.readAll(folder, List.of(Schema.values()));
        tables.forEach(Run::requireNumbers);
        if (tables.isEmpty()) {
            throw new BadInputException("'" + folder + "' holds no table of a run, such as " + Schema.VERDICTS.file()
                    + "; name a folder that compare.sh wrote");
        }
        Path named = folder.toAbsolutePath().normalize().getFileName();
        return new Run(folder, named == null ? folder.toString() : named.toString(), tables);
    }

    /** A damaged cell is refused even where no picture shows it: other cells may be damaged unseen. */
    private static void requireNumbers(Schema schema, List<Row> rows) {
        List<String> numbers = schema.columns().stream()
                .filter(column -> NUMBERS.matcher(column).matches())
                .toList();
        rows.forEach(row -> numbers.forEach(row::number));
    }

    static List<Run> readAll(List<Path> folders) throws IOException {
        Set<Path> seen = new HashSet<>();
        List<Run> runs = new ArrayList<>();
        for (Path folder : folders) {
            runs.add(read(folder));
            if (!seen.add(folder.toRealPath())) {
                throw new BadInputException("'" + folder + "' is named twice; name each run once");
            }
        }
        return runs;
    }

    Environment environment() {
        return Environment.of(folder, tables.getOrDefault(Schema.ENVIRONMENT, List.of()));
    }

    /** The command line that runs it again; empty if its environment tells none. */
    String command() {
        Environment environment = environment();
        if (environment.value("seed").isEmpty()) {
            return "";
        }
        UnaryOperator<String> list = key -> environment.value(key).replace(' ', ',');
        // A user who names points or generations gets each point in each generation; else time tells what is measured.
        boolean everywhere = environment.value("generations").equals(environment.value("further_generations"));
        return "scripts/compare.sh"
                + Cli.option("--", environment.value("effort").toLowerCase(Locale.ROOT))
                + Cli.option("--classpath ", environment.value("classpath"))
                + Cli.option("--strategies ", list.apply("strategies"))
                + (everywhere ? Cli.option("--points ", list.apply("points")) : "")
                + (everywhere ? Cli.option("--generations ", environment.value("generations")) : "")
                + Cli.option("--seed ", environment.value("seed"))
                + Cli.option("--against ", environment.value("against"))
                + jvms(environment.value("jvms"));
    }

    /** Where a JDK lies is not recorded, and would not help on another machine: a variable stands for its home. */
    private static String jvms(String recorded) {
        Set<String> options = new LinkedHashSet<>();
        for (String identity : recorded.isEmpty() ? new String[0] : recorded.split("; ")) {
            JvmSetup jvm = JvmSetup.of(identity);
            options.add(" --jdk \"$JDK_" + jvm.jdk().replaceAll("[^A-Za-z0-9]", "_") + "\"");
            options.add(Cli.option("--gc ", jvm.gc()));
            options.add(jvm.jvmArgs().isEmpty() ? "" : " --jvm-args '" + jvm.jvmArgs() + "'");
        }
        return String.join("", options);
    }

    List<String> missing() {
        return Stream.of(Schema.values())
                .filter(schema -> !tables.containsKey(schema))
                .map(Schema::file)
                .toList();
    }

    /** What the folder holds besides the tables that is worth opening: flame graphs, histograms, JMH's own files. */
    List<Path> attachments() throws IOException {
        Set<Path> known = new HashSet<>(Set.of(folder.resolve(Report.FILE)));
        tables.keySet().forEach(schema -> known.add(folder.resolve(schema.file())));
        try (Stream<Path> held = Files.walk(folder, 3)) {
            return held.filter(Files::isRegularFile)
                    .filter(path ->
                            path.getFileName().toString().matches(".*\\.(html|svg|hgrm|hlog|jfr|pprof|json|csv)"))
                    .filter(path -> !known.contains(path))
                    .sorted()
                    .toList();
        }
    }
}
