package afterglow.compare;

import java.util.Locale;

/** How many benchmarks a timed JVM runs. */
enum Forks {
    /** One: a JMH fork for each point, whose profile is that point's alone. */
    OWN,

    /**
     * All points of a round, one after the other, of one strategy: its JVM starts once, and what one point compiled the next
     * one finds warm. Their figures are close to those of own forks, and not to be mixed with them.
     */
    SHARED;

    /** The name in tables: lower case. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of such a name. */
    static Forks labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
