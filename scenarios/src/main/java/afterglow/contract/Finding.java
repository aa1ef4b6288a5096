package afterglow.contract;

import afterglow.timeout.Labelled;
import java.util.Locale;
import java.util.concurrent.Callable;

/** What one clause found about a strategy, in one line. */
public record Finding(State state, String detail) {

    /** Whether it keeps the clause. */
    public enum State implements Labelled {
        /** Run, and nothing was amiss. */
        KEPT,
        /** Run, and seen to fail. */
        BROKEN,
        /** Run, but this machine did not let it be told. */
        NOT_TOLD,
        /** Not run: the strategy promises nothing that the clause could hold it to. */
        NOT_APPLICABLE
    }

    public Finding {
        detail = detail.replaceAll("\\s+", " ").strip();
    }

    /** Ends an experiment early: the clause is broken. */
    private static final class BrokenException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Finding finding;

        BrokenException(Finding finding) {
            super(finding.detail());
            this.finding = finding;
        }
    }

    /** Ends the experiment with a broken clause if something does not hold. */
    static void require(boolean kept, String format, Object... figures) {
        if (!kept) {
            throw new BrokenException(broken(format, figures));
        }
    }

    /** What an experiment finds, however it ends. */
    static Finding of(Callable<Finding> experiment) throws Exception {
        try {
            return experiment.call();
        } catch (BrokenException e) {
            return e.finding;
        }
    }

    /**
     * Tries until one attempt keeps the clause, or so many break it, or as many tell nothing: a busy machine spoils some, but not
     * all. In the last case it is not told. What {@link #require} ends is broken at once: no machine makes that.
     */
    static Finding bestOf(int attempts, Callable<Finding> attempt) throws Exception {
        int broken = 0;
        int untold = 0;
        while (true) {
            Finding finding = attempt.call();
            boolean isOver = switch (finding.state) {
                case BROKEN -> ++broken == attempts;
                case NOT_TOLD -> ++untold == attempts;
                case KEPT, NOT_APPLICABLE -> true;
            };
            if (isOver) {
                return finding;
            }
        }
    }

    /** The one of two findings that clears less; the first if they are alike. */
    Finding and(Finding other) {
        boolean isWorse = other.state == State.BROKEN || (state == State.KEPT && other.state != State.KEPT);
        return state != State.BROKEN && isWorse ? other : this;
    }

    static Finding kept(String format, Object... figures) {
        return new Finding(State.KEPT, String.format(Locale.ROOT, format, figures));
    }

    static Finding broken(String format, Object... figures) {
        return new Finding(State.BROKEN, String.format(Locale.ROOT, format, figures));
    }

    static Finding notTold(String format, Object... figures) {
        return new Finding(State.NOT_TOLD, String.format(Locale.ROOT, format, figures));
    }

    /** Kept, unless a busy machine did not let it be told. */
    static Finding keptIf(boolean isTold, String format, Object... figures) {
        return isTold ? kept(format, figures) : notTold("the machine is too busy to tell: " + format, figures);
    }

    static Finding notApplicable(String detail) {
        return new Finding(State.NOT_APPLICABLE, detail);
    }
}
