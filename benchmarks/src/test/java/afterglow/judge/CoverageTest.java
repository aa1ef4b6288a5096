package afterglow.judge;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.results.Floors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is called 95 % covers, in simulated runs whose truth is known. */
class CoverageTest {

    private static final int RUNS = 300;
    private static final List<Double> PLAIN = List.of(1.0, 1.1, 3.0, 8.0);
    private static final List<Double> THREADED = List.of(1.3, 5.0, 24.0, 120.0);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void shouldCoverWhatItClaims(int generations) {
        int plain = 0;
        int threaded = 0;
        int added = 0;
        int runs = generations < 10 ? RUNS : RUNS / 2;
        for (int run = 0; run < runs; run++) {
            SimulatedSlices slices = asWide(1_000L * generations + run);
            PLAIN.forEach(ratio -> slices.add("plain-" + ratio, ratio * SimulatedSlices.FLOOR_NANOS, false));
            THREADED.forEach(ratio -> slices.add("threaded-" + ratio, ratio * SimulatedSlices.FLOOR_NANOS, true));
            for (Cost cost : slices.prices(generations).costs("")) {
                if (!Floors.contains(cost.strategy())) {
                    boolean isPlain = cost.strategy().startsWith("plain");
                    double truth = Double.parseDouble(cost.strategy().replaceAll(".*-", ""));
                    boolean covered = covers(cost.toFloor(), truth);
                    plain += isPlain && covered ? 1 : 0;
                    threaded += !isPlain && covered ? 1 : 0;
                    // The machine's own drift moves the floor's time; what is added moves with it.
                    double floor = cost.nanos() / cost.toFloor().value();
                    added += covers(cost.added(), (truth - 1) * floor) ? 1 : 0;
                }
            }
        }
        int each = runs * PLAIN.size();
        assertThat(plain / (double) each).isGreaterThanOrEqualTo(0.93);
        assertThat(threaded / (double) each).isGreaterThanOrEqualTo(0.93);
        assertThat(added / (2.0 * each)).isGreaterThanOrEqualTo(0.93);
    }

    /** Two groups, as where memory does not carry all JVMs: each pair of generations has one of them and floors of its own. */
    @Test
    void shouldCoverRatiosOfStrategiesThatStoodBesideOtherFloors() {
        int covered = 0;
        for (int run = 0; run < RUNS; run++) {
            List<Slice> slices = asWide(5_000L + run)
                    .add("naive", 3 * SimulatedSlices.FLOOR_NANOS, false)
                    .add("other", 6 * SimulatedSlices.FLOOR_NANOS, false)
                    .slices(2)
                    .stream()
                    .filter(slice -> !slice.strategy().equals(slice.generation() == 1 ? "other" : "naive"))
                    .toList();
            PointPrices prices = PointPrices.of(PointLevels.of(SimulatedSlices.SETUP, SimulatedSlices.POINT, slices));
            covered += prices.costs("naive").stream()
                            .filter(cost -> cost.strategy().equals("other"))
                            .allMatch(cost -> covers(cost.toAgainst(), 2))
                    ? 1
                    : 0;
        }
        assertThat(covered / (double) RUNS).isGreaterThanOrEqualTo(0.93);
    }

    /** JVMs that differ as much as the judge assumes: if they differ less, it covers more. */
    private static SimulatedSlices asWide(long seed) {
        return new SimulatedSlices(seed, JvmVariance.PLAIN_SPREAD, JvmVariance.THREADED_SPREAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldTellNoTwoFloorsApart(int generations) {
        int told = 0;
        for (int run = 0; run < RUNS; run++) {
            List<Estimate> floors = new SimulatedSlices(77_000L + run)
                    .prices(generations).costs("").stream().map(Cost::estimate).toList();
            told += floors.stream().anyMatch(one -> floors.stream().anyMatch(other -> Figure.PRICE.isAbove(one, other)))
                    ? 1
                    : 0;
        }
        assertThat(told).isLessThanOrEqualTo(RUNS / 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void shouldTellAQuarterMoreFromTheFloor(int generations) {
        for (int run = 0; run < 50; run++) {
            Cost planted = new SimulatedSlices(run)
                    .add("planted", 1.25 * SimulatedSlices.FLOOR_NANOS, false).prices(generations).costs("").stream()
                            .filter(cost -> cost.strategy().equals("planted"))
                            .findFirst()
                            .orElseThrow();
            assertThat(planted.added().low()).isPositive();
        }
    }

    private static boolean covers(Span span, double truth) {
        return span.low() <= truth && truth <= span.high();
    }
}
