package afterglow.retention;

import afterglow.timeout.Labelled;

/** When it is counted what sends left. */
public enum SampleTime implements Labelled {
    /** Right after the last of them. */
    IMMEDIATE,
    /** When deferred clean-up is done, and their deadlines are far away. */
    SETTLED,
    /** When their deadlines have passed. */
    AFTER_DEADLINE
}
