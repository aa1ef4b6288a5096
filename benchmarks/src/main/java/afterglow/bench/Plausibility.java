package afterglow.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;

/**
 * Whether floors can be true: none is well below the least work of a broadcast, written by hand and timed in the same run by
 * {@link HandWrittenBenchmark}. One that is has had its work optimised away, and every ratio to it is void.
 */
public final class Plausibility {

    /** Up to three workers share a broadcast, and on a busy machine one of two times may double. */
    private static final int WELL_BELOW = 6;

    private Plausibility() {}

    /** What is wrong with the floors among these results, a sentence each; empty if nothing is. */
    public static List<String> doubts(Collection<RunResult> results) {
        List<String> doubts = new ArrayList<>();
        for (RunResult byHand : results) {
            if (byHand.getParams().getBenchmark().startsWith(HandWrittenBenchmark.class.getName() + ".")) {
                double least = nanos(byHand) / WELL_BELOW;
                results.stream()
                        .filter(floor -> isFloorOf(floor.getParams(), byHand.getParams()))
                        .filter(floor -> nanos(floor) < least)
                        .map(floor ->
                                "void: a broadcast of %s takes the floor %.0f ns, and the same written by hand %.0f ns"
                                        .formatted(floor.getParams().getBenchmark(), nanos(floor), nanos(byHand)))
                        .forEach(doubts::add);
            }
        }
        return doubts;
    }

    private static boolean isFloorOf(BenchmarkParams floor, BenchmarkParams byHand) {
        return floor.getBenchmark().endsWith(".broadcast")
                && Subject.FLOOR.equals(floor.getParam("strategy"))
                && byHand.getParamsKeys().stream()
                        .allMatch(name -> byHand.getParam(name).equals(floor.getParam(name)));
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }
}
