package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Strategies;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final List<String> STRATEGIES = List.of("none", "park", "reused");

    @Test
    void shouldHoldEveryPointOnceInEachRound() {
        Plan plan = Plan.of(STRATEGIES, List.of(10, 20), Effort.QUICK, 3, 7);
        var points = plan.steps().stream()
                .filter(Step.Broadcast.class::isInstance)
                .collect(Collectors.groupingBy(Step::round, Collectors.mapping(Step::label, Collectors.toSet())));
        assertThat(points)
                .hasSize(3)
                .allSatisfy((round, labels) -> assertThat(labels).hasSize(6));
        assertThat(plan.steps().stream()
                        .filter(Step.Retention.class::isInstance)
                        .flatMap(step -> ((Step.Retention) step).strategies().stream()))
                .containsExactlyInAnyOrderElementsOf(STRATEGIES);
    }

    @Test
    void shouldKeepRoundsApart() {
        Plan plan = Plan.of(STRATEGIES, List.of(10), Effort.QUICK, 4, 7);
        assertThat(plan.steps()).extracting(Step::round).isSorted();
    }

    @Test
    void shouldShuffleByItsSeed() {
        assertThat(Plan.of(STRATEGIES, List.of(10), Effort.QUICK, 4, 7))
                .isEqualTo(Plan.of(STRATEGIES, List.of(10), Effort.QUICK, 4, 7))
                .isNotEqualTo(Plan.of(STRATEGIES, List.of(10), Effort.QUICK, 4, 8));
    }

    @Test
    void shouldStayWithinTheBudgetOverTheWholeRegistry() {
        List<String> all = Strategies.load().available();
        assertThat(Plan.of(all, List.of(), Effort.QUICK, 0, 7).estimate()).isLessThan(Duration.ofMinutes(3));
        assertThat(Plan.of(all, List.of(), Effort.FULL, 0, 7).estimate()).isLessThan(Duration.ofHours(1));
    }
}
