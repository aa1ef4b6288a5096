package afterglow.judge;

import java.util.Map;

/**
 * How much one JVM differs from the next, as variances of the logarithm of a level: what is known before a run, from many
 * generations of quiet runs. A run's own floors and generations are pooled with it.
 *
 * @param plain variance of strategies without a thread of their own
 * @param plainFreedom degrees of freedom that it counts for
 * @param threaded variance of strategies with threads
 * @param threadedFreedom degrees of freedom that it counts for
 * @param factors how many times as far (in standard deviations) JVMs differ at a point, by its identity or by its
 *     benchmark; 1 where neither is named
 */
record Calibration(
        double plain, double plainFreedom, double threaded, double threadedFreedom, Map<String, Double> factors) {

    Calibration {
        factors = Map.copyOf(factors);
    }

    /**
     * The one that ships: six generations of three quick runs, on JDK 17 and 25, with nothing else running on two shared
     * cores; where such a run has no such point, a guess.
     */
    static Calibration shipped() {
        return new Calibration(
                square(0.045),
                12,
                square(0.10),
                30,
                Map.of(
                        "broadcast:1000",
                        2.0,
                        "broadcast:10000",
                        1.6,
                        "inflight",
                        2.0,
                        "request",
                        1.5,
                        "arm",
                        1.5,
                        "expiry",
                        3.0));
    }

    double plainAt(BenchmarkPoint point) {
        return plain * square(factor(point));
    }

    double threadedAt(BenchmarkPoint point) {
        return threaded * square(factor(point));
    }

    private double factor(BenchmarkPoint point) {
        return factors.getOrDefault(
                point.identity(), factors.getOrDefault(point.kind().id(), 1.0));
    }

    private static double square(double x) {
        return x * x;
    }
}
