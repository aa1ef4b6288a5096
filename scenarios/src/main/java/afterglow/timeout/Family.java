package afterglow.timeout;

/** How a strategy gets its timers. */
public enum Family implements Labelled {
    /** No timer at all: what no strategy can beat. */
    FLOOR,
    /** A new timer for each send. */
    FRESH,
    /** One timer for each lane, or one for all, used again and again. */
    REUSED,
    /** Afterglow's own wheel. */
    WHEEL,
    /** A library's own timer, in the use its authors recommend. */
    PEER,
    /** A rule about when to arm, around another strategy. */
    DECORATOR,
    /** A user's own. */
    CUSTOM
}
