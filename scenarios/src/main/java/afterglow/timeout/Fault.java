package afterglow.timeout;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a timeout can do wrong. */
public enum Fault implements Labelled {
    /** The expiry came before its deadline. */
    EARLY,
    /** The expiry came, but another lane's use of the strategy postponed it. */
    LATE,
    /** The expiry never came. */
    LOST,
    /** The cost of arm or disarm grows in proportion to the outstanding timers. */
    SLOW;

    /** Several of them as a table shows them: in order, with blanks between; empty for none. */
    public static String labels(Set<Fault> faults) {
        return new TreeSet<>(faults).stream().map(Fault::label).collect(Collectors.joining(" "));
    }
}
