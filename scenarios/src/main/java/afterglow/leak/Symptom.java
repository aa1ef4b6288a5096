package afterglow.leak;

import afterglow.timeout.Labelled;
import afterglow.timeout.Verdict;
import java.util.Locale;

/** What is found wrong with a program: a verdict on its memory, or where it wastes something else. */
public enum Symptom implements Labelled {
    /** Nothing. */
    CLEAN(Harm.MEMORY),
    /** Each send leaves something that is held until its deadline passes. */
    RETAINS(Harm.MEMORY),
    /** Each send leaves something that is held beyond its deadline. */
    LEAKS(Harm.MEMORY),
    /** A send takes longer the more others are outstanding, in proportion. */
    SLOWS(Harm.TIME),
    /** It burns CPU while nothing is sent. */
    SPINS(Harm.CPU),
    /** A send is given up long after its deadline. */
    LATE(Harm.DEADLINE),
    /** A send is given up before its deadline. */
    EARLY(Harm.DEADLINE),
    /** A send is not given up at all. */
    NEVER(Harm.DEADLINE),
    /** A timer gives up a send that it was not armed for. */
    WRONG_TARGET(Harm.DEADLINE),
    /** Sends leave threads behind. */
    THREADS(Harm.THREADS);

    private final Harm harm;

    Symptom(Harm harm) {
        this.harm = harm;
    }

    public static Symptom labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public static Symptom of(Verdict verdict) {
        return valueOf(verdict.name());
    }

    /** What is measured to see it, unless a card says otherwise; {@link #CLEAN} by itself is a verdict on memory. */
    Harm harm() {
        return harm;
    }
}
