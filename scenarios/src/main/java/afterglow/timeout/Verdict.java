package afterglow.timeout;

import java.util.Locale;

/** What is left of a send's timeout when the send is over. */
public enum Verdict {
    /** Nothing is retained once deferred clean-up had its time. */
    CLEAN,
    /** Held until the deadline passes, then freed. */
    RETAINS,
    /** Still held after the deadline. */
    LEAKS;

    /** The name in tables and CSV: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
