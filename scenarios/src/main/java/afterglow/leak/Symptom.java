package afterglow.leak;

import afterglow.timeout.Labelled;

/** What is found wrong with a program: a verdict on its memory, or where it wastes something else. */
public enum Symptom implements Labelled {
    /** Nothing. */
    CLEAN,
    /** Each send leaves something that is held until its deadline passes. */
    RETAINS,
    /** Each send leaves something that is held beyond its deadline. */
    LEAKS,
    /** A send takes longer the more others are outstanding, in proportion. */
    SLOWS,
    /** It burns CPU while nothing is sent. */
    SPINS,
    /** A send is given up long after its deadline. */
    LATE,
    /** A send is given up before its deadline. */
    EARLY,
    /** A send is not given up at all. */
    NEVER,
    /** A timer gives up a send that it was not armed for. */
    WRONG_TARGET,
    /** Sends leave threads behind. */
    THREADS,
    /** It could not be told. */
    UNKNOWN
}
