package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.cli.Cli;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two parts of a plan, a generation each, that nobody measured. */
class MergeTest {

    private static final BenchmarkPoint ARM = BenchmarkPoint.of("arm:0");
    private static final JvmSetup HERE = new JvmSetup("here", Runtime.version().toString(), "", "");

    @TempDir
    Path folder;

    private final Plan plan =
            new Plan(Strategies.load(), List.of("none"), List.of(HERE), List.of(ARM), 2, 2, 1, 7, RunEffort.QUICK);

    @BeforeEach
    void writeParts() throws IOException {
        part(1, "a processor", "0");
        part(2, "another", "2");
        for (Schema schema : List.of(Schema.RETENTION, Schema.CONTRACT)) {
            Row row = Row.of(schema).set("jdk", "here").set("strategy", "none");
            Table.replace(part(1), schema, List.of(schema == Schema.CONTRACT ? row : row.set("gc", "serial")));
        }
    }

    @Test
    void shouldTellTheFailuresAndTheMachinesOfAllParts() throws IOException {
        String busy = "99.00 9.00 9.00 1/2 3";
        Environment second = Environment.read(part(2)).set("load_average_before", busy);
        Table.replace(part(2), Schema.ENVIRONMENT, second.rows());
        assertThat(merge(part(1), part(2))).isEqualTo(Cli.GATE_FAILED);
        assertThat(environment())
                .containsEntry("failed_steps", "2")
                .containsEntry("load_average_before", busy)
                .containsEntry("cpu", "a processor; another")
                .containsEntry("shard", "1/1");
        assertThat(Table.read(folder.resolve("all"), Schema.ARM)).hasSize(2 * Floors.IDS.size());
    }

    @Test
    void shouldEndWellIfAllPartsDid() throws IOException {
        part(2, "another", "0");
        Table.replace(part(1), Schema.TIMELINE, List.of());
        assertThat(merge(part(1), part(2))).isZero();
    }

    @Test
    void shouldTellEveryMachineOfARunThatGoesOn() throws IOException {
        Environment first = Environment.read(part(1)).set("cpu", "a processor; another");
        Environment now = Environment.read(part(1)).set("cpu", "a third");
        RecordedPlan.joinMachines(List.of(first, now), now);
        assertThat(now.values()).containsEntry("cpu", "a processor; another; a third");
        RecordedPlan.joinMachines(List.of(first, now), now);
        assertThat(now.values()).containsEntry("cpu", "a processor; another; a third");
    }

    @Test
    void shouldNotCallARunFinishedOfWhichAPartIsMissing() throws IOException {
        assertThat(merge(part(1))).isEqualTo(Cli.GATE_FAILED);
        assertThat(environment()).containsEntry("failed_steps", "");
        assertThat(folder.resolve("all/report.html")).content().contains("was not finished");
    }

    @Test
    void shouldRefuseAPartOfAnotherPlanAndTheSamePartTwice() throws IOException {
        assertThat(merge(part(1), part(1))).isEqualTo(Cli.BAD_INPUT);
        for (Map.Entry<String, String> other :
                Map.of("shard", "1/2", "seed", "8", "commit", "1a2b3c4").entrySet()) {
            part(2, "another", "2");
            Environment changed = Environment.read(part(2)).set(other.getKey(), other.getValue());
            Table.replace(part(2), Schema.ENVIRONMENT, changed.rows());
            assertThat(merge(part(1), part(2))).as(other.getKey()).isEqualTo(Cli.BAD_INPUT);
        }
        Table.replace(
                part(2),
                Schema.ENVIRONMENT,
                Environment.read(part(1)).set("shard", "2/3").rows());
        assertThat(merge(part(1), part(2))).isEqualTo(Cli.BAD_INPUT);
        assertThat(folder.resolve("all")).doesNotExist();
    }

    private Path part(int number) {
        return folder.resolve("part-" + number);
    }

    private void part(int number, String cpu, String failedSteps) throws IOException {
        Files.createDirectories(part(number));
        Table.replace(
                part(number),
                Schema.ENVIRONMENT,
                plan.record(Environment.now())
                        .set("shard", number + "/2")
                        .set("against", "")
                        .set("cpu", cpu)
                        .set("failed_steps", failedSteps)
                        .rows());
        List<Row> rows = new ArrayList<>();
        for (String id : Floors.IDS) {
            rows.add(HERE.mark(Row.of(Schema.ARM))
                    .set("generation", number)
                    .set("strategy", id)
                    .set("outstanding", 0)
                    .set("life", 1)
                    .set("round", plan.pace(ARM).rounds())
                    .set("sends", 1_000)
                    .set("ns_per_send", 3));
        }
        Table.replace(part(number), Schema.ARM, rows);
    }

    private int merge(Path... parts) {
        List<String> arguments =
                new ArrayList<>(List.of("--out", folder.resolve("all").toString()));
        for (Path part : parts) {
            arguments.add(part.toString());
        }
        return Cli.of(new Merge()).execute(arguments.toArray(String[]::new));
    }

    private Map<String, String> environment() throws IOException {
        return Environment.read(folder.resolve("all")).values();
    }
}
