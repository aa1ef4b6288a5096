package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.bench.JmhFiles;
import afterglow.cli.Progress;
import afterglow.jvm.Jdk;
import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.format.ResultFormatType;

/** A small plan that is run in earnest, interrupted, and gone on with. Times are not looked at. */
class ExecutionTest {

    private static final BenchmarkPoint ARM = BenchmarkPoint.of("arm:0");
    private static final JvmSetup HERE = new JvmSetup("here", Runtime.version().toString(), "", "");
    private static final int KEPT = 4;

    @TempDir
    Path folder;

    private final Strategies registry = Strategies.load();

    @Test
    void shouldGoOnWhereItWasKilledAndMeasureNothingTwice() throws Exception {
        Plan plan =
                new Plan(registry, List.of("none", "reused"), List.of(HERE), List.of(ARM), 1, 1, 1, 1, RunEffort.QUICK);
        int rounds = plan.pace(ARM).rounds();
        assertThat(run(plan)).isEmpty();
        Path slices = folder.resolve(Schema.ARM.file());
        List<String> lines = Files.readAllLines(slices);
        assertThat(lines).hasSize(1 + 4 * rounds);
        // As a kill in the midst of a row leaves it.
        Files.writeString(
                slices,
                String.join("\n", lines.subList(0, 1 + 4 * KEPT)) + "\n"
                        + lines.get(1 + 4 * KEPT).substring(0, 9));

        assertThat(run(plan)).isEmpty();
        List<Row> rows = new Observations(folder).rows(Schema.ARM);
        assertThat(rows)
                .extracting(row -> row.text("strategy") + " " + row.whole("round"))
                .doesNotHaveDuplicates()
                .hasSize(4 * rounds);
        assertThat(rows).allSatisfy(row -> assertThat(row.whole("life")).isEqualTo(row.whole("round") <= KEPT ? 1 : 2));

        List<String> before = Files.readAllLines(slices);
        assertThat(run(plan)).isEmpty();
        assertThat(slices).content().isEqualTo(String.join("\n", before) + "\n");
        Observations observations = new Observations(folder);
        assertThat(plan.steps(Shard.WHOLE)).isNotEmpty().allMatch(observations::has);
        assertThat(observations.rows(Schema.ACCURACY)).singleElement().satisfies(row -> {
            assertThat(row.text("strategy")).isEqualTo("reused");
            assertThat(row.whole("early")).isZero();
        });
        assertThat(folder.resolve("accuracy")).isNotEmptyDirectory();
        assertThat(folder.resolve("jmh.json")).content().contains("ArmDisarmBenchmark");

        // A JVM that was lost is missing for good, and a run that went on must not call itself complete.
        Table.replace(
                folder,
                Schema.ARM,
                observations.rows(Schema.ARM).stream()
                        .filter(row -> !row.text("strategy").equals("reused") || row.whole("round") <= KEPT)
                        .toList());
        assertThat(run(plan))
                .singleElement()
                .asString()
                .contains("the JVM of reused on JDK here was lost", "the bare pair");
    }

    private List<String> run(Plan plan) throws IOException, InterruptedException {
        return new Execution(
                        plan,
                        Map.of(HERE, Jdk.current()),
                        new Observations(folder),
                        new JmhFiles(folder, List.of(ResultFormatType.JSON)),
                        new Progress(
                                new PrintStream(OutputStream.nullOutputStream()), Execution.parts(plan, Shard.WHOLE)))
                .run(Shard.WHOLE);
    }
}
