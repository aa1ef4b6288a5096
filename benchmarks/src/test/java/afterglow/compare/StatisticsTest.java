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
        Row verdict = statistics().write(folder).verdicts().get(2);
        assertThat(verdict.text("strategy")).isEqualTo("reused");
        assertThat(verdict.number("ratio_to_floor")).hasValue(3);
        assertThat(verdict.number("ratio_to_floor_low").orElseThrow()).isBetween(2.0, 3.0);
        assertThat(verdict.number("ratio_to_floor_high").orElseThrow()).isBetween(3.0, 4.0);
        assertThat(verdict.number("ns_per_send")).hasValue(40);
        assertThat(verdict.text("verdict")).isEmpty();
    }

    @Test
    void shouldLeaveCellsEmptyThatNothingWasMeasuredFor() throws IOException {
        Row verdict = statistics().write(folder).verdicts().get(2);
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

    @Test
    void shouldPutTheWholeTradeIntoOneRow() throws IOException {
        Table.open(folder, Schema.RETENTION)
                .addAll(List.of(remains("acknowledged", "leaks", 7), remains("delivered", "clean", 104)));
        Table.open(folder, Schema.ACCURACY)
                .addAll(List.of(
                        fired("idle", 300).set("quiet_cpu_percent", 1.5),
                        fired("idle", 100).set("quiet_cpu_percent", 0.5),
                        fired("busy", 9_000)));
        Table.open(folder, Schema.ARM).addAll(List.of(arm(0, 20), arm(1_000, 30)));
        Plan plan = plan(
                new Point(Timing.BROADCAST, 100),
                new Point(Timing.INFLIGHT, 1_000),
                new Point(Timing.ARM, 0),
                new Point(Timing.ARM, 1_000));
        Row verdict = new Statistics(plan, new Observations(folder), "")
                .write(folder)
                .verdicts()
                .get(2);
        assertThat(verdict.text("verdict")).isEqualTo("clean");
        assertThat(verdict.number("bytes_per_lane")).hasValue(104);
        assertThat(verdict.number("lateness_p99_us")).hasValue(200);
        assertThat(verdict.number("idle_cpu_percent")).hasValue(1);
        // Nobody was measured in flight; so the arms beside the most others tell.
        assertThat(verdict.text("in_flight_point")).isEqualTo("arm 1000");
        assertThat(verdict.number("in_flight_ns_per_send")).hasValue(30);
        assertThat(verdict.text("in_flight")).isEqualTo("yes");
        assertThat(verdict.text("faults")).as("nobody tried the clauses").isEmpty();
        assertThat(verdict.text("recommended_for")).isEmpty();
    }

    @Test
    void shouldFindNobodyCheaperThanTheNoiseOfTheFloor() throws IOException {
        Table.open(folder, Schema.CONTRACT).addAll(List.of(tried("reused"), tried("park")));
        Table.open(folder, Schema.RETENTION)
                .addAll(List.of(
                        remains("delivered", "clean", 104),
                        remains("delivered", "clean", 24).set("strategy", "park")));
        Table table = Table.open(folder, Schema.BROADCAST);
        for (int round = 1; round <= 3; round++) {
            table.addAll(List.of(row(round, "none", 10), row(round, "control", 15)));
            table.addAll(List.of(row(round, "reused", 13), row(round, "park", 10)));
        }
        Statistics statistics = new Statistics(plan(new Point(Timing.BROADCAST, 100)), new Observations(folder), "");
        assertThat(statistics.write(folder).uses().get(0).text("pick")).isEqualTo("park reused");
    }

    private static Row tried(String strategy) {
        return Row.of(Schema.CONTRACT)
                .set("jdk", HERE.name())
                .set("strategy", strategy)
                .set("clause", "expires")
                .set("state", "held");
    }

    @Test
    void shouldTakeFaultsFromTheClausesAndFromTheExpiries() throws IOException {
        Table.open(folder, Schema.CONTRACT).add(tried("reused"));
        assertThat(statistics().write(folder).verdicts().get(2).text("faults")).isEqualTo("none");
        Table.open(folder, Schema.ACCURACY).add(fired("busy", 100).set("early", 1));
        assertThat(statistics().write(folder).verdicts().get(2).text("faults")).isEqualTo("early");
    }

    @Test
    void shouldSayForEachUseWhatIsMissing() throws IOException {
        List<Row> uses = statistics().write(folder).uses();
        assertThat(uses).extracting(row -> row.text("use")).containsExactly("blocking", "in-flight", "idle", "precise");
        assertThat(uses).extracting(row -> row.text("because")).containsOnly("not measured: verdict");
        assertThat(Table.read(folder, Schema.USES)).hasSize(4);
    }

    private static Row remains(String ending, String verdict, int laneBytes) {
        return Row.of(Schema.RETENTION)
                .set("jdk", HERE.name())
                .set("gc", HERE.countedUnder().label())
                .set("strategy", "reused")
                .set("ending", ending)
                .set("sample", "settled")
                .set("verdict", verdict)
                .set("bytes_per_lane", laneBytes);
    }

    private static Row fired(String condition, int p99) {
        return Row.of(Schema.ACCURACY)
                .set("jdk", HERE.name())
                .set("strategy", "reused")
                .set("condition", condition)
                .set("p99_us", p99);
    }

    private static Row arm(int outstanding, int nanos) {
        return HERE.mark(Row.of(Schema.ARM))
                .set("round", 1)
                .set("strategy", "reused")
                .set("outstanding", outstanding)
                .set("iteration", 1)
                .set("ns_per_send", nanos);
    }

    private static Plan plan(Point... points) {
        return new Plan(
                Strategies.load(),
                List.of("none", "park", "reused"),
                List.of(HERE),
                List.of(points),
                3,
                1,
                Effort.QUICK,
                false,
                Forks.OWN);
    }

    private Statistics statistics(Integer... subscribers) throws IOException {
        List<Integer> sizes = subscribers.length == 0 ? List.of(100) : List.of(subscribers);
        Plan plan = plan(Plan.points(sizes).toArray(Point[]::new));
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
