package afterglow.compare;

import afterglow.cli.BadInputException;
import afterglow.relay.Point;
import afterglow.relay.Variant;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The plan that a run's {@code environment.csv} tells: for runs that go on, and parts that are merged. */
final class RecordedPlan {

    private final Path folder;
    private final Map<String, String> values = new HashMap<>();

    /**
     * The plan of a run's folder.
     *
     * @throws BadInputException if it is no folder of a run
     */
    RecordedPlan(Path folder) throws IOException {
        this.folder = folder;
        if (!Files.isReadable(folder.resolve(Schema.ENVIRONMENT.file()))) {
            throw new BadInputException(
                    "'" + folder + "' is no folder of a run: it has no " + Schema.ENVIRONMENT.file());
        }
        for (Row row : Table.read(folder, Schema.ENVIRONMENT)) {
            values.put(row.text("key"), row.text("value"));
        }
    }

    /** A recorded value. */
    String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new BadInputException("'" + folder.resolve(Schema.ENVIRONMENT.file()) + "' has no '" + key
                    + "'; was it written by another version?");
        }
        return value;
    }

    /** The plan, on JVMs of which only the names are known. */
    Plan plan(Strategies registry) {
        try {
            return new Plan(
                    registry,
                    List.of(value("strategies").split(" ")),
                    Stream.of(value("jvms").split("; ")).map(Variant::recorded).toList(),
                    Stream.of(value("points").split(" ")).map(Point::of).toList(),
                    Integer.parseInt(value("generations")),
                    Integer.parseInt(value("further_generations")),
                    Integer.parseInt(value("groups")),
                    Long.parseLong(value("seed")),
                    Effort.valueOf(value("effort").toUpperCase(Locale.ROOT)));
        } catch (BadInputException e) {
            throw e;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new BadInputException("'" + folder + "' does not tell a plan: " + e.getMessage(), e);
        }
    }

    /**
     * The plan, to be gone on with on real JVMs.
     *
     * @throws BadInputException if they are others than those of the run
     */
    Plan plan(Strategies registry, List<Variant> variants) {
        Plan recorded = plan(registry);
        List<String> then = recorded.variants().stream().map(Variant::identity).toList();
        List<String> now = variants.stream().map(Variant::identity).toList();
        if (!then.equals(now)) {
            throw new BadInputException("--resume: the run was measured on " + then + ", and this is " + now
                    + "; give the same --jdk, --gc and --jvm-args");
        }
        return recorded.withVariants(variants);
    }
}
