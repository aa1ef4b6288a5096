package afterglow.judge;

import afterglow.results.JvmSetup;
import java.util.List;

/**
 * What to take for a use on one setup.
 *
 * @param strategies the fastest; or the equals, the best by further figures first; or those between which it is undecided
 * @param eligible how many could have been picked
 * @param because the figure that decided, or what is missing
 */
public record Pick(
        JvmSetup setup, Use use, Choice.Decision decision, List<String> strategies, int eligible, String because) {

    /** Whether it names a strategy as one to take. */
    boolean recommends(StrategyFacts facts) {
        return (decision == Choice.Decision.FASTEST || decision == Choice.Decision.EQUAL)
                && setup.equals(facts.setup())
                && strategies.contains(facts.strategy());
    }
}
