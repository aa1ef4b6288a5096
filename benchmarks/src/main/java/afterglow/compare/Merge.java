package afterglow.compare;

import afterglow.accuracy.LatenessFiles;
import afterglow.bench.JmhFiles;
import afterglow.cli.BadInputException;
import afterglow.cli.Cli;
import afterglow.cli.UserClassPath;
import afterglow.judge.Judge;
import afterglow.jvm.Relaunch;
import afterglow.report.Report;
import afterglow.results.Environment;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Joins the parts of a plan, as {@code scripts/merge.sh} starts it, to what one run would have written. */
@Command(
        name = "merge.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Joins the parts that compare.sh --shard I/N wrote into one run's folder.",
        footer = {"", "Example:", "  scripts/merge.sh --out results/all part-1 part-2 part-3 part-4"})
public final class Merge implements Callable<Integer> {

    /** What parts of one plan have in common. */
    private static final String SAME = "version commit effort points generations further_generations groups seed"
            + " strategies jvms libraries against";

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of the parts.")
    private List<Path> parts = List.of();

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the joined run (default: a new one below results/).")
    private @Nullable Path folder;

    public static void main(String[] args) {
        Relaunch.haltWithParent();
        System.exit(Cli.of(new Merge()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<RecordedPlan> recorded = new ArrayList<>();
        for (Path part : parts) {
            recorded.add(RecordedPlan.read(part));
        }
        requireSame(recorded);
        Plan plan = recorded.get(0).plan(Strategies.load());
        Map<Schema, List<Row>> joined = new EnumMap<>(Schema.class);
        for (Path part : parts) {
            Table.readAll(part, Observations.TABLES)
                    .forEach((schema, rows) -> joined.computeIfAbsent(schema, table -> new ArrayList<>())
                            .addAll(rows));
        }
        joined.values().removeIf(List::isEmpty);
        Path target = Cli.claim(folder, "name another");
        for (Map.Entry<Schema, List<Row>> table : joined.entrySet()) {
            Table.replace(target, table.getKey(), table.getValue());
        }
        for (Path part : parts) {
            LatenessFiles.join(part, target);
        }
        copyJmhFiles(target);
        Observations observations = new Observations(target);
        long missing = plan.generations(Shard.WHOLE).stream()
                        .filter(generation ->
                                !observations.missing(plan, generation).isEmpty())
                        .count()
                + plan.steps(Shard.WHOLE).stream()
                        .filter(step -> !observations.has(step))
                        .count();
        int failed = recorded.stream()
                .map(part -> part.value("failed_steps"))
                .filter(steps -> !steps.isEmpty())
                .mapToInt(Integer::parseInt)
                .sum();
        List<Environment> each =
                recorded.stream().map(RecordedPlan::environment).toList();
        Environment environment = each.get(0).set("shard", Shard.WHOLE.toString());
        RecordedPlan.joinMachines(each, environment);
        // Without that key, as of a run that did not end, unless it is whole.
        environment.set("failed_steps", missing == 0 ? Integer.toString(failed) : "");
        Table.replace(target, Schema.ENVIRONMENT, environment.rows());
        System.out.print(Headline.of(Judge.write(target, plan.registry())));
        Report.write(List.of(target), target.resolve(Report.FILE));
        String less = missing == 0 ? "" : ", " + missing + " generations and steps missing or unfinished";
        String failures = failed == 0 ? "" : ", " + failed + " steps failed";
        System.out.println("\n" + parts.size() + " parts joined" + less + failures + ", in " + target);
        return missing == 0 && failed == 0 ? 0 : Cli.GATE_FAILED;
    }

    /** Refuses parts of several plans, and the same part twice: then no two have a row in common. */
    private static void requireSame(List<RecordedPlan> parts) {
        RecordedPlan first = parts.get(0);
        Map<String, Path> numbers = new HashMap<>();
        for (RecordedPlan part : parts) {
            for (String key : SAME.split(" ", -1)) {
                if (!part.value(key).equals(first.value(key))) {
                    throw new BadInputException("'" + part.folder() + "' is not a part of the same plan as '"
                            + first.folder() + "': its " + key + " is '" + part.value(key) + "', not '"
                            + first.value(key) + "'");
                }
            }
            String number = part.value("shard");
            if (Shard.parse(number).count() != Shard.parse(first.value("shard")).count()) {
                throw new BadInputException("'" + part.folder() + "' is part " + number + " of the plan, and '"
                        + first.folder() + "' is " + first.value("shard") + "; give parts of one plan");
            }
            Path twin = numbers.putIfAbsent(number, part.folder());
            if (twin != null) {
                throw new BadInputException(
                        "'" + twin + "' and '" + part.folder() + "' are both part " + number + "; name each part once");
            }
        }
    }

    /** Copies JMH's own files under numbers that go on from part to part. */
    private void copyJmhFiles(Path target) throws IOException {
        int joined = 0;
        for (Path part : parts) {
            for (int number = 1; Files.exists(JmhFiles.file(part, number, ResultFormatType.JSON)); number++) {
                joined++;
                for (ResultFormatType format : Main.JMH_FORMATS) {
                    if (Files.exists(JmhFiles.file(part, number, format))) {
                        Files.copy(JmhFiles.file(part, number, format), JmhFiles.file(target, joined, format));
                    }
                }
            }
        }
    }
}
