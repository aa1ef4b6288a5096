package afterglow.contract;

import java.util.Locale;
import java.util.concurrent.Callable;

/** What was seen of a strategy when a clause was run against it, in one line. */
public record Finding(State state, String detail) {

    /** Whether it keeps the clause. */
    public enum State {
        /** Run, and nothing was amiss. */
        KEPT,
        /** Run, and seen to fail. */
        BROKEN,
        /** Run, but this machine did not let it be told. */
        NOT_TOLD,
        /** Not run: the strategy promises nothing that the clause could hold it to. */
        NOT_APPLICABLE;

        /** The name in tables and CSV: lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
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

    /** The first attempt that keeps the clause, or the last one that fails: a busy machine spoils some, but not all. */
    static Finding bestOf(int attempts, Callable<Finding> attempt) throws Exception {
        Finding finding = of(attempt);
        for (int i = 1; i < attempts && finding.state() != State.KEPT; i++) {
            finding = of(attempt);
        }
        return finding;
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

    static Finding notApplicable(String detail) {
        return new Finding(State.NOT_APPLICABLE, detail);
    }
}
