package afterglow.judge;

import afterglow.results.BenchmarkPoint;
import afterglow.results.JvmSetup;
import java.util.List;

/** What follows from a run, by setup and point; the headline's point is the first. */
public record Conclusions(
        List<JvmSetup> setups,
        List<BenchmarkPoint> points,
        List<Cost> costs,
        List<PointNoise> noise,
        List<StrategyFacts> verdicts,
        List<Pick> picks) {}
