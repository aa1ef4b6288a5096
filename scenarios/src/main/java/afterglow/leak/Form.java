package afterglow.leak;

import afterglow.timeout.Labelled;

/** The two programs of a demonstration. */
public enum Form implements Labelled {
    LEAKY,
    FIXED;
}
