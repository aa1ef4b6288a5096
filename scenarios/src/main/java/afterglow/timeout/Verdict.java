package afterglow.timeout;

/** What is left of a send's timeout when the send is over. */
public enum Verdict implements Labelled {
    /** Nothing is retained once deferred clean-up had its time. */
    CLEAN,
    /** Held until the deadline passes, then freed. */
    RETAINS,
    /** Still held after the deadline. */
    LEAKS
}
