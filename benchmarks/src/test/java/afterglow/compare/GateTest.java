package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.cli.BadInputException;
import afterglow.jvm.Jdk;
import afterglow.results.Environment;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate over runs that are made up: as noisy as a shared machine, alike or with something planted. */
class GateTest {

    private static final int ROUNDS = 12;
    private static final Variant HERE =
            Variant.of(List.of(Jdk.current()), List.of(), List.of()).get(0);
    private static final Strategies REGISTRY = Strategies.load();
    private static final List<String> STRATEGIES = List.of("none", "park", "reused", "ticker", "scheduled-removed");
    private static final Plan PLAN = new Plan(
            REGISTRY, STRATEGIES, List.of(HERE), Plan.points(List.of(100)), ROUNDS, 1, Effort.QUICK, false, Forks.OWN);

    @TempDir
    Path folder;

    @Test
    void shouldRaiseNoAlarmWhenNothingChanged() throws IOException {
        Path baseline = run("baseline", 1, 1, 0);
        for (int seed = 2; seed <= 11; seed++) {
            Gate.Judgement judgement = judge(baseline, run("run" + seed, seed, 1, 0));
            assertThat(judgement.worse()).isEmpty();
            assertThat(judgement.blind()).isLessThan(judgement.compared());
        }
    }

    @Test
    void shouldNotHoldSharedForksAgainstOwnOnes() throws IOException {
        Gate gate = Gate.against(run("baseline", 1, 1, 0), REGISTRY);
        gate.requireComparable(PLAN);
        Plan shared = new Plan(
                REGISTRY, STRATEGIES, List.of(HERE), PLAN.points(), ROUNDS, 1, Effort.QUICK, false, Forks.SHARED);
        assertThatThrownBy(() -> gate.requireComparable(shared))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("--forks own");
    }

    @Test
    void shouldFindAFifthMoreTime() throws IOException {
        assertThat(judge(run("baseline", 1, 1, 0), run("slow", 2, 1.2, 0)).worse())
                .singleElement()
                .satisfies(worse -> assertThat(worse.what() + worse.where()).contains("ratio", "reused"));
    }

    @Test
    void shouldNotComplainOfWhatGotBetter() throws IOException {
        assertThat(judge(run("baseline", 1, 1.2, 8), run("fast", 2, 1, 0)).worse())
                .isEmpty();
    }

    @Test
    void shouldFindEightBytesMore() throws IOException {
        assertThat(judge(run("baseline", 1, 1, 0), run("fat", 2, 1, 8)).worse())
                .singleElement()
                .satisfies(worse -> assertThat(worse.what() + worse.where()).contains("B/send", "reused"));
    }

    @Test
    void shouldFindAVerdictAndAFaultThatGotWorse() throws IOException {
        Path baseline = run("baseline", 1, 1, 0);
        Path now = run("leaky", 1, 1, 0);
        List<Row> verdicts = new ArrayList<>(Table.read(now, Schema.VERDICTS));
        verdicts.get(2).set("verdict", "retains").set("faults", "early");
        Table.replace(now, Schema.VERDICTS, verdicts);
        List<Row> clean = new ArrayList<>(Table.read(baseline, Schema.VERDICTS));
        clean.get(2).set("verdict", "clean");
        Table.replace(baseline, Schema.VERDICTS, clean);
        assertThat(judge(baseline, now).worse()).extracting(Gate.Finding::what).containsExactly("verdict", "faults");
    }

    @Test
    void shouldSayWhenThereAreTooFewRoundsToFindAnything() throws IOException {
        Gate.Judgement judgement = judge(run("baseline", 1, 1, 0, 2), run("slow", 2, 1.2, 0, 2));
        assertThat(judgement.inWords()).contains("too few rounds");
        assertThat(judgement.blind()).isPositive();
    }

    @Test
    void shouldFindEightBytesMoreFromFourRoundsOn() throws IOException {
        Gate.Judgement judgement = judge(run("baseline", 1, 1, 0, 4), run("fat", 2, 1, 8, 4));
        assertThat(judgement.worse()).extracting(Gate.Finding::what).containsExactly("B/send");
    }

    @Test
    void shouldNotBlameAStrategyForAFloorThatGotQuicker() throws IOException {
        Path baseline = run("baseline", 1, 1, 0);
        Path now = run("quicker-floor", 2, 1, 0);
        scale(now, "none", 0.4);
        Gate.Judgement judgement = judge(baseline, now);
        assertThat(judgement.worse()).isEmpty();
        assertThat(judgement.floorMoved()).isGreaterThan(1.5);
        assertThat(judgement.inWords()).contains("floor itself");
    }

    @Test
    void shouldCountTheFiguresThatTheBaselineDoesNotHave() throws IOException {
        Path baseline = run("baseline", 1, 1, 0);
        List<Row> rows = new ArrayList<>(Table.read(baseline, Schema.BROADCAST));
        rows.removeIf(row -> row.text("strategy").equals("park"));
        Table.replace(baseline, Schema.BROADCAST, rows);
        Gate.Judgement judgement = judge(baseline, run("now", 2, 1, 0));
        assertThat(judgement.alone()).isEqualTo(2);
        assertThat(judgement.inWords()).contains("2 figures have no counterpart");
    }

    @ParameterizedTest
    @CsvSource({"points, arm:0", "jvms, 18|18.0.1||", "strategies, wheel"})
    void shouldRefuseABaselineWithNothingInCommon(String key, String other) throws IOException {
        Path baseline = run("baseline", 1, 1, 0);
        List<Row> environment = Table.read(baseline, Schema.ENVIRONMENT);
        environment.stream().filter(row -> row.text("key").equals(key)).forEach(row -> row.set("value", other));
        Table.replace(baseline, Schema.ENVIRONMENT, environment);
        Path now = run("now", 2, 1, 0);
        assertThatThrownBy(() -> judge(baseline, now))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(baseline.toString());
    }

    /** Changes the times of one strategy in a run that is written. */
    private static void scale(Path run, String id, double factor) throws IOException {
        List<Row> rows = Table.read(run, Schema.BROADCAST);
        rows.stream()
                .filter(row -> row.text("strategy").equals(id))
                .forEach(row -> row.set(
                        "ns_per_send", factor * row.number("ns_per_send").orElseThrow()));
        Table.replace(run, Schema.BROADCAST, rows);
    }

    private Gate.Judgement judge(Path baseline, Path now) throws IOException {
        return Gate.against(baseline, REGISTRY).judge(PLAN, now);
    }

    private Path run(String name, int seed, double slower, double moreBytes) throws IOException {
        return run(name, seed, slower, moreBytes, ROUNDS);
    }

    /** A run whose every figure is 8 % off by chance, on a machine that is up to three times as slow in some rounds. */
    private Path run(String name, int seed, double slower, double moreBytes, int rounds) throws IOException {
        Path run = Files.createDirectory(folder.resolve(name));
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double machine = 1 + 2 * random.nextDouble();
            for (String id : STRATEGIES) {
                boolean planted = id.equals("reused");
                double nanos = 20 * (id.equals("none") ? 1 : 2) * machine * Math.exp(0.08 * random.nextGaussian());
                rows.add(HERE.mark(Row.of(Schema.BROADCAST))
                        .set("round", round)
                        .set("strategy", id)
                        .set("subscribers", 100)
                        .set("iteration", 1)
                        .set("ns_per_send", planted ? nanos * slower : nanos)
                        .set("bytes_per_send", 16 + random.nextDouble() + (planted ? moreBytes : 0)));
            }
        }
        Table.replace(run, Schema.BROADCAST, rows);
        Table.replace(
                run,
                Schema.ENVIRONMENT,
                PLAN.record(Environment.now()).set("version", "1.0").rows());
        new Statistics(PLAN, new Observations(run), "").write(run);
        return run;
    }
}
