package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.Strategies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsTest {

    private static final Variant HERE =
            Variant.of(List.of(Jdk.current()), List.of(), List.of()).get(0);

    @TempDir
    Path folder;

    @Test
    void shouldTakeRatiosWithinARoundAndTheMedianOverRounds() throws IOException {
        Table table = Table.open(folder, Schema.BROADCAST);
        // The machine is ten times as slow in the second round; the ratios are 2, 3 and 4 all the same.
        double[] floor = {10, 100, 10};
        double[] own = {20, 300, 40};
        for (int round = 1; round <= 3; round++) {
            table.add(row(round, "none", floor[round - 1]));
            table.add(row(round, "reused", own[round - 1]));
        }
        Row verdict = statistics().write(folder).get(1);
        assertThat(verdict.text("strategy")).isEqualTo("reused");
        assertThat(verdict.number("ratio_to_floor")).hasValue(3);
        assertThat(verdict.number("ratio_to_floor_low").orElseThrow()).isBetween(2.0, 3.0);
        assertThat(verdict.number("ratio_to_floor_high").orElseThrow()).isBetween(3.0, 4.0);
        assertThat(verdict.number("ns_per_send")).hasValue(40);
        assertThat(verdict.text("verdict")).isEmpty();
    }

    @Test
    void shouldLeaveCellsEmptyThatNothingWasMeasuredFor() throws IOException {
        Row verdict = statistics().write(folder).get(1);
        assertThat(verdict.text("ns_per_send")).isEmpty();
        assertThat(verdict.text("ratio_to_floor")).isEmpty();
    }

    @Test
    void shouldTakeTheIntervalOfAnOnlyRoundOverItsIterations() throws IOException {
        Table table = Table.open(folder, Schema.BROADCAST);
        double[] own = {20, 40, 30};
        for (int iteration = 1; iteration <= 3; iteration++) {
            table.add(row(1, "none", 10).set("iteration", iteration));
            table.add(row(1, "reused", own[iteration - 1]).set("iteration", iteration));
        }
        Row cost = statistics().costs().get(1);
        assertThat(cost.whole("rounds")).isEqualTo(1);
        assertThat(cost.number("ratio_to_floor")).hasValue(3);
        assertThat(cost.number("ratio_to_floor_low").orElseThrow()).isEqualTo(2);
        assertThat(cost.number("ratio_to_floor_high").orElseThrow()).isEqualTo(4);
        assertThat(cost.number("ns_per_send_low").orElseThrow()).isEqualTo(20);
    }

    @Test
    void shouldNarrowTheIntervalAsRoundsAgree() {
        Interval agreed = Interval.of(new double[] {2, 2, 2, 2});
        assertThat(agreed).isEqualTo(new Interval(2, 2, 2));
        Interval spread = Interval.of(new double[] {1, 2, 3, 4, 5});
        assertThat(spread.median()).isCloseTo(3, within(1e-9));
        assertThat(spread.low()).isBetween(1.0, 3.0);
        assertThat(spread.high()).isBetween(3.0, 5.0);
    }

    @Test
    void shouldFindTheExponentOfACostThatGrows() throws IOException {
        Table table = Table.open(folder, Schema.BROADCAST);
        for (int subscribers : List.of(10, 100, 1_000)) {
            table.add(row(1, "reused", Math.sqrt(subscribers)).set("subscribers", subscribers));
            table.add(row(1, "none", 7).set("subscribers", subscribers));
        }
        Statistics statistics = statistics(10, 100, 1_000);
        assertThat(statistics.growth(statistics.costs()))
                .extracting(row -> row.text("strategy"), row -> row.text("exponent"))
                .containsExactly(tuple("none", "0"), tuple("reused", "0.5"));
    }

    private Statistics statistics(Integer... subscribers) throws IOException {
        List<Integer> sizes = subscribers.length == 0 ? List.of(100) : List.of(subscribers);
        Plan plan = new Plan(
                Strategies.load(),
                List.of("none", "reused"),
                List.of(HERE),
                Plan.points(sizes),
                3,
                1,
                Effort.QUICK,
                false,
                Forks.OWN);
        return new Statistics(plan, new Observations(folder), "");
    }

    private static Row row(int round, String strategy, double nanos) {
        return HERE.mark(Row.of(Schema.BROADCAST))
                .set("round", round)
                .set("strategy", strategy)
                .set("subscribers", 100)
                .set("stalled_percent", 0)
                .set("iteration", 1)
                .set("ns_per_send", nanos);
    }
}
