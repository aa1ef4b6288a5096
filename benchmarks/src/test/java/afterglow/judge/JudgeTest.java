package afterglow.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import afterglow.results.BenchmarkPoint;
import afterglow.results.MalformedTableException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the tables of a run to what follows from them. */
class JudgeTest {

    private static final Strategies REGISTRY = Strategies.load();

    @TempDir
    Path folder;

    @Test
    void shouldWriteWhatFollows() throws IOException {
        Judge.write(run(2), REGISTRY);
        Row wheel = verdict("wheel");
        assertThat(wheel.text("verdict")).isEqualTo("sound");
        assertThat(wheel.number("added_ns_low")).isPresent();
        assertThat(wheel.text("in_flight_point")).isEqualTo("inflight 1000");
        assertThat(verdict("netty-wheel").text("library")).isEqualTo("netty-common 4.1.1");
        Row naive = verdict("scheduled-abandoned");
        assertThat(naive.text("verdict")).isEqualTo("retains");
        assertThat(naive.number("added_ns").getAsDouble()).isBetween(300.0, 500.0);
        assertThat(Table.read(folder, Schema.GENERATIONS)).hasSize(2 * 2 * 9);
        assertThat(Table.read(folder, Schema.COSTS)).hasSize(2 * 9);
        assertThat(Table.read(folder, Schema.USES)).hasSize(4);
    }

    @Test
    void shouldNeverCallSoundWhatLosesOrIsEarly() throws IOException {
        Judge.write(run(1), REGISTRY);
        assertThat(verdict("none").text("verdict")).isEqualTo("lost");
        assertThat(verdict("published-ticker").text("verdict")).isEqualTo("early late lost");
        Files.delete(folder.resolve("contract.csv"));
        Judge.write(folder, REGISTRY);
        assertThat(verdict("none").text("verdict")).isEqualTo("lost");
        assertThat(verdict("wheel").text("verdict")).isEqualTo("unknown");
        assertThat(verdict("scheduled-abandoned").text("verdict")).isEqualTo("retains");
    }

    @Test
    void shouldPickForEachUse() throws IOException {
        Judge.write(run(2), REGISTRY);
        assertThat(use("blocking").text("decision")).isEqualTo("fastest");
        assertThat(use("blocking").text("pick")).isEqualTo("wheel");
        assertThat(use("idle").text("pick")).isEqualTo("wheel");
        // One JVM's lateness each: 0.4 ms and 0.4 ms may be anything, and only the 100 ms are clearly apart.
        assertThat(use("precise").text("decision")).isEqualTo("undecided");
        assertThat(use("precise").text("pick")).doesNotContain("netty-wheel").contains("wheel", "reused");
        assertThat(verdict("wheel").text("recommended_for"))
                .startsWith("blocking")
                .doesNotContain("precise");
    }

    @Test
    void shouldSayWhatWasNotMeasured() throws IOException {
        run(1);
        Files.delete(folder.resolve("accuracy.csv"));
        Files.delete(folder.resolve("inflight.csv"));
        Judge.write(folder, REGISTRY);
        assertThat(use("precise").text("because")).isEqualTo("not measured: lateness_p99_us");
        assertThat(use("in-flight").text("decision")).isEqualTo("none");
        Files.delete(folder.resolve("retention.csv"));
        Judge.write(folder, REGISTRY);
        assertThat(use("blocking").text("because")).isEqualTo("not measured: what is left behind");
    }

    @Test
    void shouldTakeEmptyCellsForUnknown() throws IOException {
        run(1);
        List<Row> rows = Table.read(folder, Schema.BROADCAST);
        for (String column : List.of(
                "bytes_per_send", "wait_share", "cpu_ms", "parked_ms", "parked_cpu_ms", "idle_cpu_percent", "jit_ms")) {
            rows.forEach(row -> row.set(column, ""));
        }
        rows.get(3).set("ns_per_send", "");
        Table.replace(folder, Schema.BROADCAST, rows);
        Judge.write(folder, REGISTRY);
        Row wheel = verdict("wheel");
        assertThat(wheel.text("cpu_ns_per_send")).isEmpty();
        assertThat(wheel.text("bytes_per_send")).isEmpty();
        assertThat(wheel.number("added_ns")).isPresent();
        assertThat(Table.read(folder, Schema.GENERATIONS))
                .anyMatch(row -> row.text("slices").equals("24"));
    }

    @Test
    void shouldNotCallSoundWhatTheMachineDidNotLetBeTold() throws IOException {
        run(1);
        List<Row> contract = Table.read(folder, Schema.CONTRACT);
        contract.stream()
                .filter(row -> row.text("strategy").equals("wheel"))
                .forEach(row -> row.set("state", "not-told"));
        Table.replace(folder, Schema.CONTRACT, contract);
        Judge.write(folder, REGISTRY);
        assertThat(verdict("wheel").text("verdict")).isEqualTo("unknown");
        assertThat(verdict("reused").text("verdict")).isEqualTo("sound");
    }

    @Test
    void shouldPassOverATornLastLineAndRefuseOneWithin() throws IOException {
        run(1);
        Path file = folder.resolve("broadcast.csv");
        String text = Files.readString(file);
        Judge.write(folder, REGISTRY);
        String costs = Files.readString(folder.resolve("costs.csv"));
        String torn = "1,17,serial,-Xmx96m,wheel,100,1,26,10";
        Files.writeString(file, text + torn);
        Judge.write(folder, REGISTRY);
        assertThat(folder.resolve("costs.csv")).hasContent(costs);
        Files.writeString(file, text + torn + "\n");
        assertThatThrownBy(() -> Judge.write(folder, REGISTRY))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContaining("broadcast.csv, line " + (text.lines().count() + 1));
    }

    @Test
    void shouldTakeWhatTheJvmBurnsIdleOffTheCpuOfASend() {
        List<Slice> slices = List.of(
                slice(1, 1, 10, 0, 0), slice(1, 2, 10, 100, 5), slice(1, 3, 10, 100, 3), slice(2, 4, 10, 900, 700));
        // (10 + 5 - 1 % of 100) and (10 + 3 - 1) ms over twice 1,000 sends; what another life did is no debt.
        assertThat(JvmLevel.of(slices, SimulatedSlices.POINT, 0, 0).cpuNanos()).isEqualTo(1e6 * (14 + 12) / 2_000);
        // Idle CPU of which too much was measured takes nothing off what was burned in the slices.
        List<Slice> tooMuch = List.of(slice(1, 1, 10, 0, 0), slice(1, 2, 10, 2_000, 5));
        assertThat(JvmLevel.of(tooMuch, SimulatedSlices.POINT, 0, 0).cpuNanos()).isEqualTo(1e6 * 10 / 1_000);
    }

    @Test
    void shouldMarkWhatCompilesOrDrifts() {
        assertThat(settled(0, 0)).isTrue();
        assertThat(settled(1, 0)).isFalse();
        assertThat(settled(0, 0.02)).isFalse();
        assertThat(settled(0, -0.02)).isFalse();
    }

    @Test
    void shouldNotBlameAStrategyForAMachineThatDrifts() {
        List<Slice> slices = new ArrayList<>();
        for (String id : List.of("none", "control-1", "wheel")) {
            for (int round = 1; round <= 25; round++) {
                slices.add(SimulatedSlices.slice(1, id, 1, round, 30 * Math.exp(0.02 * round), 0, 0));
            }
        }
        assertThat(PointLevels.of(SimulatedSlices.SETUP, SimulatedSlices.POINT, slices)
                        .all())
                .allMatch(JvmLevel::settled);
    }

    @Test
    void shouldNotMoveAllDistancesForOneFloorThatIsFarOff() {
        List<Slice> slices = new SimulatedSlices(7).add("reused", 95, true).slices(1);
        List<Slice> oneFloorFarOff = new SimulatedSlices(7)
                .add("control-1", 3 * SimulatedSlices.FLOOR_NANOS, false)
                .add("reused", 95, true)
                .slices(1);
        assertThat(distance(oneFloorFarOff)).isCloseTo(distance(slices), within(0.1));
    }

    @Test
    void shouldNotChargeAStrategyWithThreadsWhatTheFloorsWaited() {
        List<Slice> slices = new ArrayList<>();
        for (int round = 1; round <= 25; round++) {
            slices.add(SimulatedSlices.slice(1, "none", 1, round, 30 / 0.8, 0, 0.2));
            slices.add(SimulatedSlices.slice(1, "reused", 1, round, 60 / 0.8, 1, 0.2));
            slices.add(SimulatedSlices.slice(1, "netty-wheel", 1, round, 120 / 0.6, 1, 0.4));
        }
        assertThat(PointPrices.of(PointLevels.of(SimulatedSlices.SETUP, SimulatedSlices.POINT, slices))
                        .costs(""))
                .extracting(cost -> Math.round(cost.nanos()))
                .as("netty-wheel pays for what it waited longer than the floor")
                .containsExactly(30L, 60L, 160L);
    }

    private static double distance(List<Slice> slices) {
        return PointPrices.of(PointLevels.of(SimulatedSlices.SETUP, SimulatedSlices.POINT, slices))
                .distance("reused");
    }

    @Test
    void shouldShowTwoModesWithTheirCounts() {
        List<Slice> slices = new ArrayList<>();
        for (int generation = 1; generation <= 10; generation++) {
            slices.add(SimulatedSlices.slice(generation, "none", 1, 1, 28, 0, 0));
            slices.add(SimulatedSlices.slice(generation, "netty-wheel", 1, 1, generation % 3 == 0 ? 350 : 130, 1, 0));
            slices.add(SimulatedSlices.slice(generation, "wheel", 1, 1, 30 + generation, 0, 0));
        }
        PointLevels levels = PointLevels.of(SimulatedSlices.SETUP, SimulatedSlices.POINT, slices);
        assertThat(PointPrices.of(levels).costs(""))
                .extracting(Cost::modes)
                .containsExactly("", "130 ns in 7 JVMs, 350 ns in 3", "");
    }

    private static Slice slice(long life, long round, double cpu, double parked, double parkedCpu) {
        return new Slice(1, "ticker", life, round, 1_000, 50, 0, 0, cpu, parked, parkedCpu, 1, 0, 1);
    }

    private static boolean settled(double jitMillis, double drift) {
        List<Slice> slices = new ArrayList<>();
        for (int round = 1; round <= 25; round++) {
            slices.add(new Slice(
                    1, "wheel", 1, round, 1_000, 30 * Math.exp(drift * round), 0, 0, 1, 1, 1, 0, jitMillis, 0));
        }
        return JvmLevel.of(slices, SimulatedSlices.POINT, 0, 0).settled();
    }

    private Path run(int generations) throws IOException {
        return new SimulatedRun(folder).write(7, generations, Map.of(), 0);
    }

    private Row verdict(String strategy) throws IOException {
        return Table.read(folder, Schema.VERDICTS).stream()
                .filter(row -> row.text("strategy").equals(strategy))
                .findFirst()
                .orElseThrow();
    }

    private Row use(String id) throws IOException {
        return Table.read(folder, Schema.USES).stream()
                .filter(row -> row.text("use").equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLevelLeavesOutTheSlowestTenthAndTheFastest() {
        assertThat(Statistic.trimmedMean(new double[] {3, 4, 1000, 5, 1, 4, 4, 4, 4, 4}))
                .isEqualTo(4);
        assertThat(Statistic.trimmedMean(new double[] {2, 4})).isEqualTo(3);
        assertThat(Statistic.trimmedMean(new double[0])).isNaN();
    }

    @Test
    void whereThreadsHandOverToEachOtherTheFasterHalfCounts() {
        BenchmarkPoint twoWorkers = BenchmarkPoint.of("broadcast:1000");
        assertThat(levelNanos(twoWorkers, 6))
                .isCloseTo(27, within(1e-9))
                .isCloseTo(levelNanos(twoWorkers, 1), within(1e-9));

        BenchmarkPoint oneWorker = BenchmarkPoint.of("broadcast:100");
        assertThat(levelNanos(oneWorker, 6)).isGreaterThan(1.2 * levelNanos(oneWorker, 1));
        BenchmarkPoint storm = BenchmarkPoint.of("expiry:2000");
        assertThat(levelNanos(storm, 6)).isGreaterThan(1.2 * levelNanos(storm, 1));
    }

    /** The level of a JVM with 12 slices, of which some took 49 ns for each send and the others 27. */
    private static double levelNanos(BenchmarkPoint point, int slow) {
        List<Slice> slices = new ArrayList<>();
        for (int round = 1; round <= 12; round++) {
            double nanos = round <= slow ? 49 : 27;
            slices.add(new Slice(1, "wheel", 1, round, 1_000, nanos, 0, 0, 1, 1, 1, 0, 0, 0));
        }
        return Math.exp(JvmLevel.of(slices, point, 0, 0).level());
    }

    @Test
    void shouldRefuseARunThatNamesNoStrategies() throws IOException {
        Path written = run(1);
        new SimulatedRun(written).with("strategies", "").writeEnvironment();

        assertThatThrownBy(() -> Judge.write(written, Strategies.load()))
                .isInstanceOf(MalformedTableException.class)
                .hasMessageContaining("names no strategies");
    }
}
