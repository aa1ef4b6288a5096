package afterglow.compare;

import afterglow.cli.BadInputException;
import afterglow.results.Row;
import afterglow.timeout.Strategies;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plan that a run's {@code environment.csv} tells. */
final class Resumed {

    private final Map<String, String> values = new HashMap<>();

    private Resumed(List<Row> environment) {
        environment.forEach(row -> values.put(row.text("key"), row.text("value")));
    }

    /**
     * The plan of a run that was stopped.
     *
     * @param variants the JVMs of this command, which must be those of the run
     */
    static Plan plan(List<Row> environment, Strategies registry, List<Variant> variants) {
        Resumed run = new Resumed(environment);
        String now = variants.stream().map(Variant::identity).collect(Collectors.joining("; "));
        if (!run.value("jvms").equals(now)) {
            throw new BadInputException("--resume: the run was measured on '" + run.value("jvms") + "', and this is '"
                    + now + "'; give the same --jdk, --gc and --jvm-args");
        }
        try {
            List<String> strategies = List.of(run.value("strategies").split(" "));
            int newest = variants.stream()
                    .mapToInt(variant -> variant.jdk().feature())
                    .max()
                    .orElseThrow();
            strategies.forEach(id -> registry.describeOn(newest, id));
            List<Point> points = Stream.of(run.value("points").split(" "))
                    .map(Resumed::point)
                    .toList();
            return new Plan(
                    registry,
                    strategies,
                    variants,
                    points,
                    Integer.parseInt(run.value("rounds")),
                    Long.parseLong(run.value("seed")),
                    Effort.valueOf(run.value("effort").toUpperCase(Locale.ROOT)));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new BadInputException("--resume: environment.csv does not tell a plan: " + e.getMessage(), e);
        }
    }

    private static Point point(String identity) {
        String[] parts = identity.split(":", 2);
        return new Point(Timing.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
    }

    private String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new BadInputException(
                    "--resume: environment.csv has no '" + key + "'; was it written by another version?");
        }
        return value;
    }
}
