package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.jvm.Jdk;
import afterglow.results.Environment;
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

    @TempDir
    Path folder;

    private static final List<String> STRATEGIES = List.of("none", "park", "reused");

    private static final Variant HERE =
            Variant.of(List.of(Jdk.current()), List.of(), List.of()).get(0);

    private static Plan plan(int rounds, long seed, Integer... subscribers) {
        return new Plan(
                Strategies.load(),
                STRATEGIES,
                List.of(HERE),
                Plan.points(List.of(subscribers)),
                rounds,
                seed,
                Effort.QUICK,
                false,
                Forks.OWN);
    }

    @Test
    void shouldHoldEveryPointOnceInEachRound() {
        Plan plan = plan(3, 7, 10, 20);
        for (int round = 1; round <= 3; round++) {
            assertThat(plan.round(round).stream().filter(Step.Timed.class::isInstance))
                    .doesNotHaveDuplicates()
                    .hasSize(2 * (STRATEGIES.size() + 1));
        }
    }

    @Test
    void shouldCountEachStrategyOnceOverAllRounds() {
        assertThat(plan(3, 7, 10).steps(Shard.WHOLE).stream()
                        .filter(Step.Counted.class::isInstance)
                        .flatMap(step -> ((Step.Counted) step).strategies().stream()))
                .containsExactlyInAnyOrderElementsOf(STRATEGIES);
    }

    @Test
    void shouldMeasureTheFloorTwiceInEachRound() {
        assertThat(plan(1, 7, 10).round(1).stream()
                        .filter(Step.Timed.class::isInstance)
                        .map(step -> ((Step.Timed) step).strategy()))
                .filteredOn(Step.FLOOR::equals)
                .hasSize(2);
    }

    @Test
    void shouldShuffleByItsSeed() {
        assertThat(plan(4, 7, 10).steps(Shard.WHOLE))
                .isEqualTo(plan(4, 7, 10).steps(Shard.WHOLE))
                .isNotEqualTo(plan(4, 8, 10).steps(Shard.WHOLE));
    }

    @Test
    void shouldBeTheSumOfItsShards() {
        Plan plan = plan(5, 7, 10, 20);
        List<Step> parts = IntStream.rangeClosed(1, 4)
                .mapToObj(index -> plan.steps(new Shard(index, 4)))
                .flatMap(List::stream)
                .toList();
        assertThat(parts).containsExactlyInAnyOrderElementsOf(plan.steps(Shard.WHOLE));
    }

    @Test
    void shouldStayWithinTheBudgetOverTheWholeRegistry() {
        Strategies registry = Strategies.load();
        for (Effort effort : Effort.values()) {
            Plan plan = Plan.affordable(registry, registry.available(), List.of(HERE), 7, effort, null);
            assertThat(plan.estimate(Shard.WHOLE)).isLessThanOrEqualTo(effort.budget());
        }
    }

    @Test
    void shouldShareAJvmAmongAStrategysPointsAndLeaveTheLongestTimersToItsEnd() {
        Point broadcast = new Point(Timing.BROADCAST, 10);
        Point arm = new Point(Timing.ARM, 0);
        Point inFlight = new Point(Timing.INFLIGHT, 10);
        Plan plan = new Plan(
                Strategies.load(),
                STRATEGIES,
                List.of(HERE),
                List.of(broadcast, inFlight, arm),
                1,
                7,
                Effort.QUICK,
                true,
                Forks.SHARED);
        assertThat(plan.round(1))
                .contains(
                        new Step.Timed(1, HERE, List.of(arm, broadcast, inFlight), "reused", Forks.SHARED),
                        new Step.Timed(1, HERE, List.of(arm, broadcast, inFlight), Step.CONTROL, Forks.SHARED),
                        new Step.Timed(1, HERE, List.of(arm, broadcast), "park", Forks.SHARED),
                        new Step.Lateness(1, HERE, List.of("park", "reused")))
                .filteredOn(Step.Timed.class::isInstance)
                .hasSize(STRATEGIES.size() + 1);
        assertThat(plan.absences()).singleElement().asString().contains("park", "inflight.csv", "waits for");
    }

    @Test
    void shouldShareJvmsOnlyWhereAJvmForEachPointTakesTooLong() {
        assumeTrue(Step.CORES >= 2, "the budgets are promised for two cores");
        Strategies registry = Strategies.load();
        List<Variant> two = List.of(Variant.recorded("17|17.0.1||"), Variant.recorded("25|25.0.1||"));
        Plan whole = Plan.affordable(registry, registry.availableOn(25), two, 7, Effort.QUICK, null);
        assertThat(whole.forks()).isEqualTo(Forks.SHARED);
        assertThat(whole.points()).isEqualTo(Effort.QUICK.points());
        assertThat(whole.estimate(Shard.WHOLE)).isLessThanOrEqualTo(Effort.QUICK.budget());
        // Lateness comes after all prices, where there is time for it.
        Plan one = Plan.affordable(registry, registry.availableOn(17), List.of(HERE), 7, Effort.QUICK, null);
        assertThat(one.points()).isEqualTo(Effort.QUICK.points());
        assertThat(one.accuracy()).isTrue();
        Plan few = Plan.affordable(registry, STRATEGIES, List.of(HERE), 7, Effort.QUICK, null);
        assertThat(few.forks()).isEqualTo(Forks.OWN);
        assertThat(few.points()).isEqualTo(Effort.QUICK.points());
        Plan full = Plan.affordable(registry, registry.availableOn(25), two, 7, Effort.FULL, null);
        assertThat(full.forks()).isEqualTo(Forks.OWN);
        assertThat(full.estimate(Shard.WHOLE)).isLessThanOrEqualTo(Effort.FULL.budget());
        assertThat(full.points()).extracting(Point::timing).contains(Timing.values());
    }

    @Test
    void shouldBeRecordedWhole() throws IOException {
        Plan plan = new Plan(
                Strategies.load(),
                STRATEGIES,
                List.of(Variant.recorded("17|17.0.1||")),
                Effort.QUICK.points(),
                3,
                7,
                Effort.QUICK,
                true,
                Forks.SHARED);
        Table.replace(folder, Schema.ENVIRONMENT, plan.record(Environment.now()).rows());
        Plan recorded = new RecordedPlan(folder).plan(plan.registry());
        assertThat(recorded).isEqualTo(plan);
    }
}
