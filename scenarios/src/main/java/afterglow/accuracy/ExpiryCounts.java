package afterglow.accuracy;

import java.util.concurrent.atomic.LongAdder;

/**
 * What came of the sends of one run. Thread-safe.
 *
 * @param lateness of the expiries that came
 * @param never counts those that did not come within the bound
 * @param lateStarts counts the sends that began so late that they count from when they should have begun
 */
record ExpiryCounts(Lateness lateness, LongAdder never, LongAdder lateStarts) {

    ExpiryCounts() {
        this(new Lateness(), new LongAdder(), new LongAdder());
    }

    /** How many sends were judged. */
    long sends() {
        return lateness.count() + never.sum();
    }
}
