package afterglow.compare;

import afterglow.cli.BadInputException;
import afterglow.results.Build;
import afterglow.results.Environment;
import afterglow.results.JvmSetup;
import afterglow.results.Schema;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plan in a run's {@code environment.csv}, to resume it or to merge it as a part. */
record RecordedPlan(Path folder, Environment environment) {

    /** The keys in which parts and lives of one run may differ, if several machines measured them. */
    private static final List<String> MACHINE = List.of("os", "arch", "cpu", "cores", "memory", "host_jdk", "notes");

    private static final String LOAD = "load_average_before";

    /** The plan of a folder; refuses one that is no run's. */
    static RecordedPlan read(Path folder) throws IOException {
        if (!Files.isReadable(folder.resolve(Schema.ENVIRONMENT.file()))) {
            throw new BadInputException(
                    "'" + folder + "' is not the folder of a run: it has no " + Schema.ENVIRONMENT.file());
        }
        return new RecordedPlan(folder, Environment.read(folder));
    }

    String value(String key) {
        return environment.told(key);
    }

    /** Sets in an environment the machines of all parts, or lives, of a run, and the highest load of any. */
    static void joinMachines(List<Environment> each, Environment joined) {
        for (String key : MACHINE) {
            joined.set(key, apart(each.stream().map(one -> one.value(key))));
        }
        each.stream()
                .map(one -> one.value(LOAD))
                .filter(load -> !load.isEmpty())
                .max(Comparator.comparingDouble(load -> Double.parseDouble(load.split(" ", 2)[0])))
                .ifPresent(load -> joined.set(LOAD, load));
    }

    /** Lists, each with semicolons between its elements, as one list in which each element stands once. */
    static String apart(Stream<String> lists) {
        return lists.flatMap(list -> Stream.of(list.split("; ")))
                .filter(element -> !element.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private int number(String key) {
        return Integer.parseInt(value(key));
    }

    Plan plan(Strategies registry) {
        try {
            return new Plan(
                    registry,
                    environment.strategies(),
                    environment.setups(),
                    environment.points(),
                    number("generations"),
                    number("further_generations"),
                    number("groups"),
                    Long.parseLong(value("seed")),
                    RunEffort.of(value("effort")));
        } catch (IllegalArgumentException e) {
            throw new BadInputException("'" + folder + "' has no readable plan: " + e.getMessage(), e);
        }
    }

    /** The plan, to resume it; refuses other JVMs, libraries or code of ours than the run's. */
    Plan plan(Strategies registry, Collection<JvmSetup> setups) {
        Plan recorded = plan(registry);
        List<String> then = recorded.setups().stream().map(JvmSetup::identity).toList();
        List<String> now = setups.stream().map(JvmSetup::identity).toList();
        requireSame(then, now, "on %s, and this is %s; give the same --jdk, --gc and --jvm-args");
        requireSame(value("libraries"), recorded.libraries(), "with %s, and this has %s; give the same --classpath");
        String build = new Build(value("version"), value("commit")).inWords();
        requireSame(build, Build.current().inWords(), "by %s, and this is %s; use that build, or start a new run");
        return recorded;
    }

    private static void requireSame(Object then, Object now, String otherwise) {
        if (!then.equals(now)) {
            throw new BadInputException("--resume: the run was measured " + otherwise.formatted(then, now));
        }
    }
}
