package afterglow.judge;

import java.util.List;

/**
 * The headline of one strategy on one setup.
 *
 * @param facts what was found of it
 * @param dominatedBy the strategies that are better, without those that are dominated themselves
 * @param recommendedFor the uses for which it is picked
 */
public record StrategyVerdict(StrategyFacts facts, List<String> dominatedBy, List<String> recommendedFor) {}
