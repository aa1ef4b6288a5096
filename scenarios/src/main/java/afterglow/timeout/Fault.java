package afterglow.timeout;

import java.util.Locale;

/** What a timeout can do wrong. */
public enum Fault {
    /** The expiry came before its deadline. */
    EARLY,
    /** The expiry came, but another lane's use of the strategy put it off. */
    LATE,
    /** The expiry never came. */
    LOST,
    /** Arm or disarm costs in step with the timers outstanding. */
    SLOW;

    /** The name in tables and CSV: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
