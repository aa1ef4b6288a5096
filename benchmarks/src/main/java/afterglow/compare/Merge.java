package afterglow.compare;

import afterglow.accuracy.LatenessFiles;
import afterglow.cli.BadInputException;
import afterglow.cli.BuildVersion;
import afterglow.cli.Cli;
import afterglow.cli.Plugins;
import afterglow.judge.Judge;
import afterglow.report.Report;
import afterglow.results.Row;
import afterglow.results.RunFolder;
import afterglow.results.Schema;
import afterglow.results.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins the parts of a plan, as {@code scripts/merge.sh} starts it, to what one run would have written. */
@Command(
        name = "merge.sh",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        sortOptions = false,
        description = "Joins the parts that compare.sh --shard I/N wrote into one run's folder.",
        footer = {"", "Example:", "  scripts/merge.sh --out results/all part-1 part-2 part-3 part-4"})
public final class Merge implements Callable<Integer> {

    /** What parts of one plan have in common. */
    private static final List<String> SAME = List.of(
            "version",
            "commit",
            "effort",
            "points",
            "generations",
            "further_generations",
            "groups",
            "seed",
            "strategies",
            "jvms",
            "against");

    private final PrintStream out = System.out;

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "The parts' folders.")
    private List<Path> parts = List.of();

    @Option(names = "--classpath", paramLabel = "JARS", description = "Jars or folders with strategies of your own.")
    private String classPath = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the joined files go; a new folder below results/ unless given.")
    private @Nullable Path folder;

    Merge() {}

    public static void main(String[] args) {
        System.exit(Cli.of(new Merge()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Plugins plugins = Plugins.load(classPath);
        Plan plan = requireSame().plan(plugins.strategies());
        Map<Schema, List<Row>> joined = new HashMap<>();
        for (Schema schema : Observations.TABLES) {
            joined.put(schema, join(schema));
        }
        Path target = folder == null ? RunFolder.fresh() : folder;
        try {
            RunFolder.claim(target);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("--out: '" + target + "' is no empty folder; name another", e);
        }
        List<Row> environment = Table.read(parts.get(0), Schema.ENVIRONMENT);
        environment.stream()
                .filter(row -> row.text("key").equals("shard"))
                .forEach(row -> row.set("value", Shard.WHOLE.toString()));
        Table.replace(target, Schema.ENVIRONMENT, environment);
        for (Schema schema : Observations.TABLES) {
            List<Row> rows = joined.getOrDefault(schema, List.of());
            if (!rows.isEmpty()) {
                Table.replace(target, schema, rows);
            }
        }
        for (Path part : parts) {
            LatenessFiles.join(part, target);
        }
        copyJmhFiles(target);
        Observations observations = new Observations(target);
        out.print(Headline.of(Judge.write(target, plugins.strategies())));
        Report.write(List.of(target), target.resolve("report.html"));
        long missing = plan.generations(Shard.WHOLE).stream()
                        .filter(generation -> plan.points(generation).stream()
                                .anyMatch(point -> observations.rounds(generation, point)
                                        < plan.pace(point).rounds()))
                        .count()
                + plan.steps(Shard.WHOLE).stream()
                        .filter(step -> !observations.has(step))
                        .count();
        out.printf(
                "%n%d parts joined%s, in %s%n",
                parts.size(),
                missing == 0 ? "" : ", " + missing + " generations and steps missing or unfinished",
                target);
        return 0;
    }

    private RecordedPlan requireSame() throws IOException {
        if (parts.stream()
                        .map(part -> part.toAbsolutePath().normalize())
                        .distinct()
                        .count()
                < parts.size()) {
            throw new BadInputException("a part is named twice among " + parts + "; name each once");
        }
        RecordedPlan first = new RecordedPlan(parts.get(0));
        for (Path part : parts) {
            RecordedPlan other = new RecordedPlan(part);
            for (String key : SAME) {
                if (!other.value(key).equals(first.value(key))) {
                    throw new BadInputException("'" + part + "' is no part of the same plan as '" + parts.get(0)
                            + "': its " + key + " is '" + other.value(key) + "', not '" + first.value(key) + "'");
                }
            }
        }
        return first;
    }

    private List<Row> join(Schema schema) throws IOException {
        Map<String, Path> origins = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (Path part : parts) {
            if (!Files.exists(part.resolve(schema.file()))) {
                continue;
            }
            for (Row row : Table.read(part, schema)) {
                String key = key(row);
                Path origin = origins.putIfAbsent(key, part);
                if (origin != null && !origin.equals(part)) {
                    throw new BadInputException(schema.file() + " holds the same step (" + key + ") in '" + origin
                            + "' and in '" + part + "'");
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** What tells one step's rows from another's in a table. */
    private static String key(Row row) {
        List<String> columns = row.schema().columns();
        return Stream.of(
                        "generation",
                        "jdk",
                        "gc",
                        "jvm_args",
                        "strategy",
                        "subscribers",
                        "outstanding",
                        "storm",
                        "ending")
                .filter(columns::contains)
                .map(column -> column + " " + row.text(column))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private void copyJmhFiles(Path target) throws IOException {
        int number = 0;
        for (Path part : parts) {
            for (String name : names(part)) {
                number++;
                String joined = number == 1 ? "jmh" : "jmh-" + number;
                for (String ending : List.of(".json", ".csv")) {
                    if (Files.exists(part.resolve(name + ending))) {
                        Files.copy(part.resolve(name + ending), target.resolve(joined + ending));
                    }
                }
            }
        }
    }

    private static List<String> names(Path part) throws IOException {
        try (Stream<Path> files = Files.list(part)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("jmh(-[0-9]+)?\\.json"))
                    .map(name -> name.replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }
}
