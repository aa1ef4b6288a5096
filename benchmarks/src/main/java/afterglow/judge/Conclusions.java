package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import java.util.List;

/**
 * What follows from a run, by setup and point.
 *
 * @param points the headline's first
 */
public record Conclusions(
        List<JvmSetup> setups,
        List<BenchmarkPoint> points,
        List<Cost> costs,
        List<PointNoise> noise,
        List<StrategyFacts> verdicts,
        List<Pick> picks) {}
