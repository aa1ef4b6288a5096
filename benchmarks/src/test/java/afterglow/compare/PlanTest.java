package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.cli.EnvironmentException;
import afterglow.relay.Entrant;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Environment;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {

    private static final Strategies REGISTRY = Strategies.load();
    private static final List<String> STRATEGIES = List.of("none", "park", "reused", "wheel", "ticker");
    private static final JvmSetup HERE = new JvmSetup("here", Runtime.version().toString(), "", "");
    private static final List<JvmSetup> TWO = List.of(JvmSetup.of("17|17.0.1||"), JvmSetup.of("25|25.0.1||"));

    @TempDir
    Path folder;

    private static Plan plan(int rounds, int further, int groups) {
        return new Plan(
                REGISTRY,
                STRATEGIES,
                List.of(HERE),
                RunEffort.points("broadcast:10 inflight:10"),
                rounds,
                further,
                groups,
                7,
                RunEffort.QUICK);
    }

    @Test
    void shouldHaveEveryContestantAndThreeFloorsInEachGeneration() {
        assertThat(plan(2, 1, 1).entrants(1))
                .extracting(Entrant::id)
                .containsExactly("none", "control-1", "control-2", "park", "reused", "wheel", "ticker");
    }

    @Test
    void shouldMeasureFurtherPointsInTheFirstGenerations() {
        Plan plan = plan(3, 1, 1);
        assertThat(plan.points(1)).hasSize(2);
        assertThat(plan.points(2)).hasSize(1);
        assertThat(plan.with(plan.points(), 3, 3).points(3)).hasSize(2);
        assertThat(plan.takesPart(new Entrant(HERE, "park"), plan.points().get(1)))
                .isFalse();
        assertThat(plan.absences()).singleElement().asString().contains("park", "inflight.csv", "waits for");
    }

    @Test
    void shouldWarmUpLongerWhatNothingBeforeHasCompiled() {
        List<BenchmarkPoint> points =
                RunEffort.points("broadcast:100 broadcast:1000 broadcast:10000 inflight:1000 arm:0");
        assertThat(points)
                .extracting(point ->
                        plan(1, 1, 1).with(points, 1, 1).pace(point).warmup().toMillis())
                .containsExactly(1_200L, 2_000L, 500L, 500L, 500L);
        for (BenchmarkPoint point : points.subList(1, 4)) {
            assertThat(RunEffort.QUICK.pace(point, List.of()).warmup()).hasSeconds(2);
        }
    }

    @Test
    void shouldDealContestantsIntoGroupsWithFloorsOfTheirOwn() {
        Plan plan = plan(2, 1, 2);
        assertThat(plan.generations(Shard.WHOLE)).containsExactly(1, 2, 3, 4);
        assertThat(plan.entrants(1)).extracting(Entrant::id).startsWith("none", "control-1", "control-2");
        for (int first : List.of(1, 3)) {
            assertThat(IntStream.of(first, first + 1)
                            .boxed()
                            .flatMap(generation -> plan.entrants(generation).stream())
                            .map(Entrant::id)
                            .filter(id -> !Floors.contains(id)))
                    .containsExactlyInAnyOrder("park", "reused", "wheel", "ticker");
        }
        assertThat(plan.measuresAll(2)).isTrue();
        assertThat(plan.measuresAll(3)).isFalse();
    }

    @Test
    void shouldNeedGroupsOnlyWhereMemoryIsShort() {
        long each = Memory.megabytes(HERE);
        assertThat(Memory.groups(30, List.of(HERE), 50 * each)).isEqualTo(1);
        assertThat(Memory.groups(30, List.of(HERE), 25 * each)).isEqualTo(2);
        assertThat(Memory.groups(30, TWO, 20 * each)).isGreaterThan(4);
        for (String options : List.of("-Xmx2g", "-XX:MaxHeapSize=2147483648", "-Xms2048m -Xmn64m")) {
            assertThat(Memory.megabytes(JvmSetup.of("17|17.0.1||" + options))).isBetween(2_049L, 2_200L);
        }
        assertThat(Memory.megabytes(JvmSetup.of("17|17.0.1||-XX:MaxRAMPercentage=90")))
                .isGreaterThan(Memory.availableMegabytes() / 2);
        assertThatThrownBy(() -> Memory.groups(30, List.of(HERE), 3 * each))
                .isInstanceOf(EnvironmentException.class)
                .message()
                .hasLineCount(1)
                .contains("MB of free memory");
    }

    @Test
    void shouldSustainABroadcastWhateverIsMeasuredFirst() {
        Plan plan = plan(1, 1, 1);
        assertThat(plan.sustained()).isEqualTo(BenchmarkPoint.of("broadcast:10"));
        assertThat(plan.with(RunEffort.points("arm:0 broadcast:7"), 1, 1).sustained())
                .isEqualTo(BenchmarkPoint.of("broadcast:7"));
        assertThat(plan.with(RunEffort.points("arm:0"), 1, 1).sustained())
                .isEqualTo(BenchmarkPoint.of("broadcast:100"));
    }

    @Test
    void shouldCountEachStrategyOnce() {
        assertThat(plan(3, 1, 1).steps(Shard.WHOLE).stream()
                        .filter(Step.Counted.class::isInstance)
                        .flatMap(step -> ((Step.Counted) step).strategies().stream()))
                .containsExactlyInAnyOrderElementsOf(STRATEGIES);
    }

    @Test
    void shouldBeTheSumOfItsShards() {
        Plan plan = plan(5, 2, 1);
        List<Shard> shards = IntStream.rangeClosed(1, 4)
                .mapToObj(index -> new Shard(index, 4))
                .toList();
        assertThat(shards.stream().flatMap(shard -> plan.generations(shard).stream()))
                .containsExactlyInAnyOrderElementsOf(plan.generations(Shard.WHOLE));
        assertThat(shards.stream().flatMap(shard -> plan.steps(shard).stream()))
                .containsExactlyInAnyOrderElementsOf(plan.steps(Shard.WHOLE));
    }

    @Test
    void shouldStayWithinItsBudgetAndMeasureTheBroadcastsFirst() {
        assumeTrue(Step.CORES >= 2, "the budgets are promised for two cores");
        for (List<JvmSetup> setups : List.of(TWO.subList(0, 1), TWO.subList(1, 2), TWO)) {
            for (RunEffort effort : List.of(RunEffort.QUICK, RunEffort.FULL)) {
                List<String> strategies =
                        REGISTRY.availableOn(setups.get(setups.size() - 1).feature());
                Plan plan = new Plan(REGISTRY, strategies, setups, 1, 7, effort).affordable();
                assertThat(plan.estimate(Shard.WHOLE)).isLessThanOrEqualTo(effort.budget());
                // Two JVMs in five minutes have time for one generation of the headline, one for both.
                assertThat(plan.points()).startsWith(BenchmarkPoint.of("broadcast:100"));
                assertThat(plan.left().isEmpty()).isEqualTo(effort.equals(RunEffort.FULL));
                assertThat(plan.generationCount()).isGreaterThanOrEqualTo(setups.size() == 1 ? 2 : 1);
            }
        }
        Plan few = new Plan(REGISTRY, STRATEGIES, List.of(HERE), 1, 7, RunEffort.QUICK).affordable();
        assertThat(few.points()).isEqualTo(RunEffort.QUICK.points());
        assertThat(few.left()).isEmpty();
    }

    @Test
    void shouldBeRecordedWhole() throws IOException {
        Plan plan = plan(3, 2, 2);
        Table.replace(folder, Schema.ENVIRONMENT, plan.record(Environment.now()).rows());
        assertThat(RecordedPlan.read(folder).plan(plan.registry())).isEqualTo(plan);
    }
}
