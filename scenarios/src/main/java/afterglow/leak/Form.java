package afterglow.leak;

import java.util.Locale;

/** The two programs of a demonstration. */
public enum Form {
    LEAKY,
    FIXED;

    /** The name in tables and CSV: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
