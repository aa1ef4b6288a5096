package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import afterglow.timeout.Strategies;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {

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
                false);
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
                        .filter(Step.Retention.class::isInstance)
                        .flatMap(step -> ((Step.Retention) step).strategies().stream()))
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
            Plan plan = Plan.affordable(registry, registry.available(), List.of(HERE), 7, effort);
            assertThat(plan.estimate(Shard.WHOLE)).isLessThanOrEqualTo(effort.budget());
        }
    }
}
