package afterglow.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.results.Environment;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate over simulated runs, alike or with something planted. */
class GateTest {

    private static final int GENERATIONS = 3;
    private static final Strategies REGISTRY = Strategies.load();

    @TempDir
    Path folder;

    @Test
    void shouldRaiseNoAlarmWhenNothingChanged() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        for (int seed = 100; seed < 1_100; seed += 100) {
            Gate.Judgement judgement = new Gate(baseline).judge(run("run" + seed, seed, Map.of(), 0));
            assertThat(judgement.passed()).as(judgement.inWords()).isTrue();
            assertThat(judgement.inWords()).contains("nothing got worse");
        }
    }

    @Test
    void shouldFindMoreTimeForOneStrategy() throws IOException {
        assertThat(held(Map.of("wheel", 2.0), 0).worse())
                .hasSize(2)
                .allSatisfy(worse -> assertThat(worse.what() + worse.where()).contains("added ns", "wheel"));
    }

    @Test
    void shouldFindASlowerFloorAsAFindingOfItsOwn() throws IOException {
        Map<String, Double> slower = new java.util.HashMap<>(Map.of("floor", 1.5));
        SimulatedRun.STRATEGIES.forEach(id -> slower.put(id, 1.5));
        assertThat(held(slower, 0).worse())
                .hasSize(2)
                .allSatisfy(worse -> assertThat(worse.what()).contains("floor"));
    }

    @Test
    void shouldOnlyTellOfASlowerFloorOnAnotherMachine() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Path now = run("slow", 100, Map.of("floor", 1.5), 0);
        new SimulatedRun(now).with("cpu", "another").writeEnvironment();
        Gate.Judgement judgement = new Gate(baseline).judge(now);
        assertThat(judgement.passed()).isTrue();
        assertThat(judgement.inWords()).contains("On another machine the floor itself is slower");
    }

    @Test
    void shouldNotBlameAStrategyForAFloorThatGotQuicker() throws IOException {
        assertThat(held(Map.of("floor", 0.5), 0).worse()).isEmpty();
    }

    @Test
    void shouldNotComplainOfWhatGotBetter() throws IOException {
        assertThat(held(Map.of("wheel", 0.7, "reused", 0.7), -8).worse()).isEmpty();
    }

    @Test
    void shouldFindEightBytesMore() throws IOException {
        assertThat(held(Map.of(), 8).worse()).extracting(Gate.Finding::what).containsOnly("B/send");
    }

    @Test
    void shouldNotBlameAStrategyForWhatTheCompilersLeaveOutInOneJvm() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        addBytes(baseline, 1, 16);
        assertThat(new Gate(baseline).judge(run("within", 100, Map.of(), 40)).worse())
                .isEmpty();
        assertThat(new Gate(baseline).judge(run("beyond", 100, Map.of(), 60)).worse())
                .extracting(Gate.Finding::what)
                .containsOnly("B/send");
    }

    private static void addBytes(Path run, int generation, double more) throws IOException {
        for (Schema point : List.of(Schema.BROADCAST, Schema.IN_FLIGHT)) {
            List<Row> slices = Table.read(run, point);
            for (Row slice : slices) {
                if (slice.whole("generation") == generation) {
                    slice.set("bytes_per_send", slice.number("bytes_per_send").orElseThrow() + more);
                }
            }
            Table.replace(run, point, slices);
        }
    }

    @Test
    void shouldCompareNoBytesAndNoFloorOfOneJvmAlone() throws IOException {
        Map<String, Double> slower = new java.util.HashMap<>(Map.of("floor", 1.3));
        SimulatedRun.STRATEGIES.forEach(id -> slower.put(id, 1.3));
        Path baseline = new SimulatedRun(folder.resolve("baseline")).write(1, 1, Map.of(), 0);
        Path now = new SimulatedRun(folder.resolve("now")).write(100, 1, slower, 8);
        Judge.write(baseline, REGISTRY);
        Judge.write(now, REGISTRY);
        Gate.Judgement judgement = new Gate(baseline).judge(now);
        assertThat(judgement.worse()).isEmpty();
        assertThat(judgement.inWords()).contains("only where both runs have several JVMs");
    }

    @Test
    void shouldFindAVerdictAndAFaultThatGotWorse() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Path now = run("leaky", 1, Map.of(), 0);
        List<Row> retention = Table.read(now, Schema.RETENTION);
        retention.get(2).set("verdict", "retains");
        Table.replace(now, Schema.RETENTION, retention);
        List<Row> accuracy = Table.read(now, Schema.ACCURACY);
        accuracy.get(1).set("early", 3);
        Table.replace(now, Schema.ACCURACY, accuracy);
        assertThat(new Gate(baseline).judge(now).worse())
                .extracting(Gate.Finding::what)
                .containsExactly("verdict", "faults");
    }

    @ParameterizedTest
    @CsvSource({
        "effort, full",
        "heap_mb, 512",
        "slice_ms, 30",
        "points, arm:0",
        "points, inflight:1000 broadcast:100",
        "jvms, 18|18.0.1||",
        "strategies, ticker",
        "strategies, none ticker",
    })
    void shouldRefuseARunOfAnotherKind(String key, String value) throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Gate gate = new Gate(baseline);
        Path now = run("now", 2, Map.of(), 0);
        new SimulatedRun(now).with(key, value).writeEnvironment();
        Environment environment = Environment.read(now);
        assertThatThrownBy(() -> gate.requireComparable(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(baseline.toString())
                .hasMessageContaining(key.replaceFirst("s$", ""));
        assertThat(environment.values()).containsEntry(key, value);
    }

    @Test
    void shouldTellWhatTheBaselineDoesNotHaveAndBlameItForNothing() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        new SimulatedRun(baseline).with("strategies", "none wheel park ticker").writeEnvironment();
        Table.replace(baseline, Schema.RETENTION, List.of());
        Gate.Judgement judgement = new Gate(baseline).judge(run("now", 100, Map.of(), 0));
        assertThat(judgement.passed()).as(judgement.inWords()).isTrue();
        assertThat(judgement.inWords())
                .contains(
                        "Not compared, because only this run has these strategies: scheduled-abandoned, reused, ",
                        "Not compared, because only the baseline has these strategies: ticker.",
                        "Not compared, because only one of the runs tested it: what is left behind, or faults, of none, JDK 17 serial -Xmx96m; wheel");
    }

    @Test
    void shouldTellWhatThisRunDidNotMeasure() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Path now = run("part", 1, Map.of(), 0);
        Table.replace(now, Schema.CONTRACT, List.of());
        assertThat(new Gate(baseline).judge(now).inWords())
                .contains(
                        "Not compared, because only one of the runs tested it: what is left behind, or faults, of none, JDK 17");
    }

    @Test
    void shouldNotCallARetainingStrategyWorseThanABaselineThatDidNotCount() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Table.replace(baseline, Schema.RETENTION, List.of());
        Path now = run("leaky", 1, Map.of(), 0);
        List<Row> retention = Table.read(now, Schema.RETENTION);
        retention.get(2).set("verdict", "retains");
        Table.replace(now, Schema.RETENTION, retention);
        assertThat(new Gate(baseline).judge(now).worse()).isEmpty();
    }

    @Test
    void shouldRefuseABaselineWithoutSlices() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Table.replace(baseline, Schema.BROADCAST, List.of());
        Path now = run("now", 2, Map.of(), 0);
        assertThatThrownBy(() -> new Gate(baseline).judge(now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no slices of broadcast:100");
    }

    @Test
    void shouldRefuseABaselineThatWasStopped() throws IOException {
        Path baseline = run("baseline", 1, Map.of(), 0);
        Files.delete(baseline.resolve("verdicts.csv"));
        assertThatThrownBy(() -> new Gate(baseline))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--resume");
    }

    private Gate.Judgement held(Map<String, Double> factors, double moreBytes) throws IOException {
        return new Gate(run("baseline", 1, Map.of(), 0)).judge(run("now", 100, factors, moreBytes));
    }

    private Path run(String name, long seed, Map<String, Double> factors, double moreBytes) throws IOException {
        Path run = new SimulatedRun(folder.resolve(name)).write(seed, GENERATIONS, factors, moreBytes);
        Judge.write(run, REGISTRY);
        return run;
    }
}
