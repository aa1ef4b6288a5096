package afterglow.leak;

import afterglow.timeout.Labelled;

/** What a demonstration's leaky form wastes, and so what is measured of both forms. */
public enum Harm implements Labelled {
    /** Objects, for each send. */
    MEMORY,
    /** Time, for each send, when many others are outstanding. */
    TIME,
    /** Time, for each send, when many threads send at once. */
    CROWD,
    /** CPU, while nothing is sent. */
    CPU,
    /** The moment at which a send is given up, and which send that is. */
    DEADLINE,
    /** Threads, for each send. */
    THREADS;

    /** Whether it is counted, so that other work beside it changes nothing; else it is timed, and runs alone. */
    public boolean isCounted() {
        return this == MEMORY || this == THREADS;
    }
}
