package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.bench.JmhFiles;
import afterglow.cli.Plugins;
import afterglow.cli.Progress;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.format.ResultFormatType;

/** Steps that are run in earnest, with as little to do as there is. Times are not looked at. */
class ExecutionTest {

    private static final Point ARM = new Point(Timing.ARM, 0);
    private static final Point BROADCAST = new Point(Timing.BROADCAST, 10);
    private static final Point STORM = new Point(Timing.EXPIRY, 10);
    private static final Point IN_FLIGHT = new Point(Timing.INFLIGHT, 1_000);

    @TempDir
    private static Path services;

    @TempDir
    Path folder;

    private Plugins plugins;

    private Observations observations;
    private JmhFiles jmhFiles;

    @BeforeAll
    static void register() throws IOException {
        Files.writeString(
                Files.createDirectories(services.resolve("META-INF/services"))
                        .resolve("afterglow.timeout.StrategyProvider"),
                Turncoat.Betraying.class.getName() + "\n" + Turncoat.Dying.class.getName() + "\n");
    }

    @BeforeEach
    void open() throws IOException {
        jmhFiles = JmhFiles.beside(folder, List.of(ResultFormatType.JSON));
        plugins = Plugins.load(services.toString());
        observations = new Observations(folder);
    }

    /** One that takes all its timers with it when it closes, and one that leaves them to the whole JVM. */
    @ParameterizedTest
    @ValueSource(strings = {"scheduled-abandoned", "delayed-executor"})
    void shouldTimeAllPointsWithoutAFork(String strategy) throws Exception {
        Step.Timed step = shared(strategy, "", ARM, BROADCAST, STORM, IN_FLIGHT);
        execution().run(step);
        assertThat(observations.has(step)).isTrue();
        int measured = Effort.QUICK.iterations(Forks.SHARED).measured();
        for (Point point : step.points()) {
            assertThat(observations.rows(point.timing().schema()))
                    .hasSize(measured)
                    .allSatisfy(row ->
                            assertThat(row.number("ns_per_send").orElseThrow()).isPositive());
        }
        assertThat(observations.rows(Schema.BROADCAST))
                .extracting(row -> row.text("timed_out"))
                .containsOnly("0");
        jmhFiles.write();
        assertThat(folder.resolve("jmh.json"))
                .content()
                .contains("ArmDisarmBenchmark", "BroadcastBenchmark", "ExpiryBenchmark", "InFlightBenchmark")
                .contains("\"forks\" : 0");
    }

    @ParameterizedTest
    @CsvSource({
        "betraying, void: strategy 'betraying' ended a broadcast with",
        "dying, ended with status 7",
        "park, cannot serve in-flight sends",
    })
    void shouldKeepTheOtherPointsWhenOneFails(String strategy, String said) throws Exception {
        Step.Timed step = shared(strategy, "", ARM, IN_FLIGHT, BROADCAST);
        assertThatThrownBy(() -> execution().run(step))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContainingAll(strategy, IN_FLIGHT.label(), said)
                .message()
                .hasLineCount(1)
                .doesNotContain(BROADCAST.label());
        assertThat(observations.missing(step)).containsExactly(IN_FLIGHT);
    }

    @Test
    void shouldSayInOneLineWhatAJvmDiedOf() throws Exception {
        Step.Timed step = shared("none", "-XX:+NoSuchOption", ARM, BROADCAST);
        assertThatThrownBy(() -> execution().run(step))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContainingAll(ARM.label(), BROADCAST.label(), "status 1")
                .message()
                .hasLineCount(1);
        assertThat(observations.missing(step)).containsExactly(ARM, BROADCAST);
    }

    @Test
    void shouldMeasureWhatIsMissingAndNothingTwice() throws Exception {
        execution().run(shared("none", "", BROADCAST));
        Step.Timed whole = shared("none", "", ARM, BROADCAST);
        assertThat(observations.missing(whole)).containsExactly(ARM);
        List<Row> before = observations.rows(Schema.BROADCAST);
        execution().run(whole);
        assertThat(observations.has(whole)).isTrue();
        assertThat(observations.rows(Schema.BROADCAST)).isEqualTo(before);
    }

    @Test
    void shouldCountAllThoughAnEarlierRoundIsEnough() throws Exception {
        Plan plan = new Plan(
                plugins.strategies(),
                List.of("none", "reused"),
                List.of(variant("")),
                List.of(ARM, BROADCAST),
                3,
                1,
                Effort.QUICK,
                true,
                Forks.SHARED);
        List<String> failures = execution(plan).run(Shard.WHOLE, new Progress(silence(), 1), round -> true);
        assertThat(failures).isEmpty();
        assertThat(observations.rows(Schema.ARM))
                .extracting(row -> row.text("round"))
                .containsOnly("1");
        assertThat(plan.steps(Shard.WHOLE))
                .filteredOn(step -> !(step instanceof Step.Timed))
                .hasSizeGreaterThan(1)
                .allMatch(observations::has);
        assertThat(observations.rows(Schema.ACCURACY)).singleElement().satisfies(row -> {
            assertThat(row.text("strategy")).isEqualTo("reused");
            assertThat(row.whole("early")).isZero();
        });
        assertThat(folder.resolve("accuracy")).isNotEmptyDirectory();
    }

    private static Step.Timed shared(String strategy, String jvmArgs, Point... points) {
        return new Step.Timed(1, variant(jvmArgs), List.of(points), strategy, Forks.SHARED);
    }

    private static Variant variant(String jvmArgs) {
        return Variant.of(List.of(Jdk.current()), List.of(), List.of(jvmArgs)).get(0);
    }

    private Execution execution() {
        return execution(new Plan(
                plugins.strategies(),
                List.of("none"),
                List.of(variant("")),
                List.of(ARM),
                1,
                1,
                Effort.QUICK,
                true,
                Forks.SHARED));
    }

    private Execution execution(Plan plan) {
        return new Execution(plan, plugins, observations, jmhFiles);
    }

    private static PrintStream silence() {
        return new PrintStream(OutputStream.nullOutputStream());
    }
}
