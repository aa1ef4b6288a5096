package afterglow.timeout;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a timeout can do wrong at its deadline. */
public enum Fault {
    /** The expiry came before its deadline. */
    EARLY,
    /** The expiry came, but another lane's use of the strategy put it off. */
    LATE,
    /** The expiry never came. */
    LOST;

    /** The name in tables and CSV: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Several of them as a table shows them: in order, with blanks between; empty for none. */
    public static String labels(Set<Fault> faults) {
        return new TreeSet<>(faults).stream().map(Fault::label).collect(Collectors.joining(" "));
    }
}
