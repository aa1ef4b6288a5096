package afterglow.contract;

import afterglow.contract.Finding.State;

/**
 * A clause, and what was found when it was run against a strategy.
 *
 * @param admitted whether the strategy says itself that it breaks this clause
 * @param hung whether the clause never ended, and so has left its thread behind
 */
public record Result(Clause clause, Finding finding, boolean admitted, boolean hung) {

    /**
     * Whether the strategy does what it declares: it keeps the clause, or breaks it and admits that. No admission covers a clause that
     * never ended: what comes after it cannot be tried.
     */
    public boolean asPromised() {
        return !hung
                && (finding.state() == State.NOT_APPLICABLE
                        || finding.state() == State.NOT_TOLD
                        || (finding.state() == State.BROKEN) == admitted);
    }

    /** The result in a few words, for people. */
    public String verdict() {
        return switch (finding.state()) {
            case KEPT -> admitted ? "keeps what it declares to break" : "keeps";
            case BROKEN -> asPromised() ? "breaks, as declared" : "breaks";
            case NOT_TOLD -> "not told";
            case NOT_APPLICABLE -> "not applicable";
        };
    }

    /** The result in one line, for people. */
    public String line() {
        return clause.id() + ": " + verdict() + ": " + finding.detail();
    }
}
