package afterglow.leak;

import afterglow.timeout.Verdict;
import java.util.Locale;

/** What is found wrong with a program: a verdict on its memory, or where it wastes something else. */
public enum Symptom {
    /** Nothing. */
    CLEAN,
    /** Each send leaves something that is held until its deadline passes. */
    RETAINS,
    /** Each send leaves something that is held beyond its deadline. */
    LEAKS,
    /** A send takes longer the more others are outstanding, in proportion. */
    SLOWS,
    /** It burns CPU while nothing is sent. */
    SPINS;

    /** The symptom of a verdict on memory. */
    public static Symptom of(Verdict verdict) {
        return switch (verdict) {
            case CLEAN -> CLEAN;
            case RETAINS -> RETAINS;
            case LEAKS -> LEAKS;
        };
    }

    /** The name in tables and CSV: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
