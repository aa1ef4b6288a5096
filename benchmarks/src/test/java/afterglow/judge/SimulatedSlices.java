package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.Floors;
import afterglow.results.JvmSetup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Slices that nobody measured: a machine that drifts, slices that were disturbed, and JVMs that differ from the next. */
final class SimulatedSlices {

    static final JvmSetup SETUP = JvmSetup.of("17|17.0.15+6|serial|-Xmx96m");
    static final BenchmarkPoint POINT = BenchmarkPoint.of("broadcast:100");
    static final double FLOOR_NANOS = 28;
    static final double PLAIN_SPREAD = 0.028;
    static final double THREADED_SPREAD = 0.078;

    private static final int ROUNDS = 25;

    private final Random random;
    private final double plainSpread;
    private final double threadedSpread;
    private final Map<String, Contestant> contestants = new LinkedHashMap<>();

    private record Contestant(double nanos, boolean threaded, double spread) {}

    SimulatedSlices(long seed) {
        this(seed, PLAIN_SPREAD, THREADED_SPREAD);
    }

    SimulatedSlices(long seed, double plainSpread, double threadedSpread) {
        random = new Random(seed);
        this.plainSpread = plainSpread;
        this.threadedSpread = threadedSpread;
        Floors.IDS.forEach(id -> add(id, FLOOR_NANOS, false));
    }

    SimulatedSlices add(String id, double nanos, boolean threaded) {
        contestants.put(id, new Contestant(nanos, threaded, threaded ? threadedSpread : plainSpread));
        return this;
    }

    /** The slices of so many generations, in order. */
    List<Slice> slices(int generations) {
        List<Slice> slices = new ArrayList<>();
        for (int generation = 1; generation <= generations; generation++) {
            double[] machine = new double[ROUNDS];
            for (int round = 1; round < ROUNDS; round++) {
                machine[round] = 0.9 * machine[round - 1] + 0.03 * random.nextGaussian();
            }
            for (Map.Entry<String, Contestant> entry : contestants.entrySet()) {
                Contestant one = entry.getValue();
                double jvm = one.spread() * random.nextGaussian();
                for (int round = 1; round <= ROUNDS; round++) {
                    double outlier = random.nextInt(15) == 0 ? random.nextDouble() : 0;
                    double noise = 0.02 * random.nextGaussian() + outlier;
                    double waited = random.nextInt(5) == 0 ? 0.3 * random.nextDouble() : 0;
                    double nanos = one.nanos() * Math.exp(machine[round - 1] + jvm + noise) / (1 - waited);
                    slices.add(slice(generation, entry.getKey(), 1, round, nanos, one.threaded() ? 1 : 0, waited));
                }
            }
        }
        return slices;
    }

    PointPrices prices(int generations) {
        return PointPrices.of(PointLevels.of(SETUP, POINT, slices(generations)));
    }

    static Slice slice(
            long generation, String id, long life, long round, double nanos, double ownThreads, double waited) {
        return new Slice(generation, id, life, round, 1_000, nanos, 16, waited, 1, 30, 0.5, 1, 0, ownThreads);
    }
}
