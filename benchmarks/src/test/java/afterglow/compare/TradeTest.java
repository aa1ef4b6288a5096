package afterglow.compare;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule over verdicts that nobody measured. */
class TradeTest {

    private static final Variant HERE =
            Variant.of(List.of(Jdk.current()), List.of(), List.of()).get(0);

    private final List<Row> verdicts = new ArrayList<>();

    @Test
    void shouldFindWhatIsWorseInEverything() {
        sound("best", 2, 20, 100, 0.5, 50);
        sound("worse", 3, 30, 200, 1.5, 80);
        settle();
        assertThat(dominatedBy("best")).isEmpty();
        assertThat(dominatedBy("worse")).isEqualTo("best");
        assertThat(verdicts.get(1).text("recommended_for")).isEmpty();
    }

    @Test
    void shouldDominateNobodyWhoIsClearlyBetterInOneThing() {
        sound("cheap", 2, 20, 1_000, 0.5, 50);
        sound("sharp", 3, 30, 100, 0.5, 50);
        settle();
        assertThat(dominatedBy("cheap")).isEmpty();
        assertThat(dominatedBy("sharp")).isEmpty();
    }

    @Test
    void shouldTakeNoDifferenceFromOverlappingIntervalsAndSmallParts() {
        sound("one", 2, 20, 100, 0.5, 50);
        sound("other", 2.1, 21, 140, 0.9, 50.5);
        interval("one", "ratio_to_floor", 1.5, 2.5);
        settle();
        assertThat(dominatedBy("one")).isEmpty();
        assertThat(dominatedBy("other")).isEmpty();
    }

    @Test
    void shouldTakeNoDifferenceFromWhatIsNoise() {
        sound("one", 1, 20, 100, 0.5, 50);
        sound("other", 1.3, 20, 100, 0.5, 50);
        assertThat(Trade.settle(HERE, verdicts, Map.of(Figure.PRICE, 0.2))
                        .get(0)
                        .text("pick"))
                .isEqualTo("one");
        assertThat(dominatedBy("other")).isEqualTo("one");
        assertThat(Trade.settle(HERE, verdicts, Map.of(Figure.PRICE, 0.4))
                        .get(0)
                        .text("pick"))
                .isEqualTo("one other");
        assertThat(dominatedBy("other")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verdict=leaks", "verdict=", "faults=early", "faults=", "admits=lost"})
    void shouldLetOnlyTheSoundDominateOrBePicked(String guilt) {
        sound("guilty", 1, 10, 10, 0, 8);
        sound("sound", 3, 30, 200, 1.5, 80);
        String[] cell = guilt.split("=", -1);
        row("guilty").set(cell[0], cell[1]);
        List<Row> uses = settle();
        assertThat(dominatedBy("sound")).isEmpty();
        assertThat(uses).extracting(row -> row.text("pick")).containsOnly("sound");
        // And who is guilty may be dominated all the same.
        row("guilty").set("ratio_to_floor", 9).set("lateness_p99_us", 900).set("in_flight_ns_per_send", 900);
        row("guilty").set("idle_cpu_percent", 9).set("bytes_per_lane", 900);
        settle();
        assertThat(dominatedBy("guilty")).isEqualTo("sound");
    }

    @Test
    void shouldNotLetWhatNeedsAThreadDominateWhatNeedsNone() {
        sound("waiting", 1, 10, 10, 0, 8).set("in_flight", "no").set("in_flight_ns_per_send", "");
        sound("free", 3, 30, 200, 1.5, 80).set("in_flight_ns_per_send", "");
        sound("waiting-too", 3, 30, 200, 1.5, 80).set("in_flight", "no").set("in_flight_ns_per_send", "");
        settle();
        assertThat(dominatedBy("free")).isEmpty();
        assertThat(dominatedBy("waiting-too")).isEqualTo("waiting");
    }

    @Test
    void shouldNotCallAnUnknownFigureAsGoodAsAKnownOne() {
        sound("unknown", 1, 10, 10, 0, 8).set("lateness_p99_us", "");
        sound("known", 3, 30, 200, 1.5, 80);
        settle();
        assertThat(dominatedBy("known")).isEmpty();
        row("known").set("lateness_p99_us", "");
        settle();
        assertThat(dominatedBy("known")).isEqualTo("unknown");
    }

    @Test
    void shouldNameTheBestOfThoseThatDominate() {
        sound("best", 1, 10, 100, 0.5, 10);
        sound("middle", 2, 20, 200, 1.5, 20);
        sound("worst", 4, 40, 400, 2.5, 40);
        settle();
        assertThat(dominatedBy("worst")).isEqualTo("best");
    }

    @Test
    void shouldPickForEachUseByItsFirstFigure() {
        sound("cheap", 1, 40, 4_000, 4, 400);
        sound("crowd", 4, 10, 3_000, 3, 300);
        sound("small", 3, 30, 2_000, 2, 10);
        sound("sharp", 2, 20, 100, 1, 200);
        assertThat(picks()).containsExactly("cheap", "crowd", "small", "sharp");
        assertThat(verdicts)
                .extracting(row -> row.text("recommended_for"))
                .containsExactly("blocking", "in-flight", "idle", "precise");
    }

    @Test
    void shouldBreakATieByTheNextFigureAndTheOneAfter() {
        sound("one", 1.00, 10.0, 900, 0, 10);
        sound("two", 1.01, 10.1, 100, 3, 10);
        sound("three", 1.02, 10.2, 110, 0, 10);
        sound("four", 5, 50, 100, 0, 90);
        // Price does not tell the first three apart, lateness takes two of them, idle CPU one.
        List<Row> uses = settle();
        assertThat(uses.get(0).text("pick")).isEqualTo("three");
        assertThat(uses.get(0).text("because"))
                .contains(
                        "x floor 1.02, a tie with 2 of 3 others",
                        "p99 late, ms 0.11, a tie with 1 of 2 others",
                        "the lowest of 2");
        assertThat(uses.get(1).text("pick")).isEqualTo("three");
    }

    @Test
    void shouldPickAllThatNothingTellsApart() {
        sound("one", 1, 10, 100, 0, 10);
        sound("other", 1, 10, 100, 0, 10);
        assertThat(picks()).containsOnly("one other");
        assertThat(verdicts)
                .extracting(row -> row.text("recommended_for"))
                .containsOnly("blocking in-flight idle precise");
    }

    @Test
    void shouldNotPickWhatAnotherOfTheTiedDominates() {
        sound("one", 2, 20, 100, 0.5, 50);
        sound("other", 2, 20, 100, 0.5, 90);

        Row blocking = settle().get(0);

        assertThat(blocking.text("pick")).isEqualTo("one");
        assertThat(blocking.text("because")).endsWith("dominates 1 of them");
    }

    @Test
    void shouldPickAWaitingThreadForBlockingSendsOnly() {
        sound("waiting", 1, 10, 10, 0, 8).set("in_flight", "no").set("in_flight_ns_per_send", "");
        sound("free", 3, 30, 200, 1.5, 80);
        assertThat(picks()).containsExactly("waiting", "free", "free", "free");
    }

    @Test
    void shouldSayWhatWasNotMeasuredInsteadOfGuessing() {
        sound("one", 1, 10, 100, 0, 10);
        sound("other", 2, 20, 200, 2, 20);
        verdicts.forEach(row -> row.set("bytes_per_lane", "").set("lateness_p99_us", ""));
        List<Row> uses = settle();
        assertThat(uses).extracting(row -> row.text("pick")).containsExactly("one", "one", "", "");
        assertThat(uses.get(2).text("because")).isEqualTo("not measured: bytes_per_lane");
        assertThat(uses.get(3).text("because")).isEqualTo("not measured: lateness_p99_us");
    }

    @Test
    void shouldSayWhichFigureWouldHaveBrokenATie() {
        sound("one", 1, 10, 100, 0, 10).set("lateness_p99_us", "");
        sound("other", 1, 20, 200, 0, 20).set("lateness_p99_us", "");
        row("one").set("ratio_to_floor", 1.2);
        interval("one", "ratio_to_floor", 0.9, 1.5);
        row("one").set("idle_cpu_percent", 3);
        row("one").set("in_flight_ns_per_send", 10);
        assertThat(settle().get(0).text("because"))
                .contains("a tie with 1", "idle CPU", "not measured: lateness_p99_us");
        assertThat(picks().get(0)).isEqualTo("other");
    }

    @Test
    void shouldNotPickByAFigureWhoeverLacksIt() {
        sound("unmeasured", 1, 10, 100, 0, 10).set("ratio_to_floor", "");
        sound("measured", 9, 90, 900, 9, 90);
        assertThat(picks().get(0)).isEqualTo("measured");
    }

    @Test
    void shouldPickNobodyWhereAllAreGuilty() {
        sound("leaky", 1, 10, 100, 0, 10).set("verdict", "retains");
        sound("hasty", 1, 10, 100, 0, 10).set("faults", "early");
        List<Row> uses = settle();
        assertThat(uses).allSatisfy(use -> {
            assertThat(use.text("pick")).isEmpty();
            assertThat(use.text("because")).startsWith("none of 2 is known");
            assertThat(use.whole("eligible")).isZero();
        });
    }

    @Test
    void shouldPickNobodyWhereNobodyLooked() {
        sound("one", 1, 10, 100, 0, 10).set("verdict", "");
        assertThat(settle()).extracting(use -> use.text("because")).containsOnly("not measured: verdict");
        row("one").set("verdict", "clean").set("faults", "");
        assertThat(settle()).extracting(use -> use.text("because")).containsOnly("not measured: faults");
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveAColumnForEachFigure(Figure figure) {
        assertThat(Schema.VERDICTS.columns()).contains(figure.column());
    }

    private List<Row> settle() {
        return Trade.settle(HERE, verdicts, Map.of());
    }

    private List<String> picks() {
        return settle().stream().map(row -> row.text("pick")).toList();
    }

    private String dominatedBy(String strategy) {
        return row(strategy).text("dominated_by");
    }

    private Row row(String strategy) {
        return verdicts.stream()
                .filter(row -> row.text("strategy").equals(strategy))
                .findFirst()
                .orElseThrow();
    }

    private void interval(String strategy, String column, double low, double high) {
        row(strategy).set(column + "_low", low).set(column + "_high", high);
    }

    private Row sound(String strategy, double price, double inFlight, double lateness, double cpu, double lane) {
        Row row = HERE.mark(Row.of(Schema.VERDICTS))
                .set("strategy", strategy)
                .set("ratio_to_floor", price)
                .set("in_flight_ns_per_send", inFlight)
                .set("lateness_p99_us", lateness)
                .set("idle_cpu_percent", cpu)
                .set("bytes_per_lane", lane)
                .set("verdict", "clean")
                .set("faults", "none")
                .set("in_flight", "yes");
        verdicts.add(row);
        return row;
    }
}
