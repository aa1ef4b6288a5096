package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import java.util.List;

/**
 * What follows from a run.
 *
 * @param setups the JVMs
 * @param points benchmarks and sizes, the headline's first
 * @param costs of each strategy and floor at each point
 * @param noise of each setup and point
 * @param verdicts what was found of each strategy, by setup
 * @param picks of each use, by setup
 */
public record Conclusions(
        List<JvmSetup> setups,
        List<BenchmarkPoint> points,
        List<Cost> costs,
        List<PointNoise> noise,
        List<StrategyFacts> verdicts,
        List<Pick> picks) {}
