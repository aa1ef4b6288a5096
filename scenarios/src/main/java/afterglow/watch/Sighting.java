package afterglow.watch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the timers of one class between two counts.
 *
 * @param timer their class
 * @param carrier the class of timers that these wait in; null if none
 * @param before how many there were at the first count
 * @param after how many there were at the second
 * @param exact whether the counts are those of live timers; otherwise garbage is among them and they are upper bounds
 * @param bytes of the second count, without what the timers hold
 * @param bytesEach what one takes of the heap together with what it holds, where that could be seen
 * @param freeBytes what the heap has left beside all that lives
 * @param seconds between the counts
 * @param arms how often they are armed, and by what code
 * @param queues the queues they wait in, at the second count; null if not read at both
 * @param allQueuesSeen whether these are all that there are
 */
public record Sighting(
        TimerClass timer,
        @Nullable TimerClass carrier,
        long before,
        long after,
        boolean exact,
        long bytes,
        double bytesEach,
        long freeBytes,
        double seconds,
        Arms arms,
        @Nullable List<TimerQueue> queues,
        boolean allQueuesSeen) {

    /** How many more there are at the second count. */
    long grown() {
        return after - before;
    }

    /** How many more there are a second. */
    public double growth() {
        return grown() / seconds;
    }

    /** The share of cancelled timers among the queued ones; NaN if unknown. */
    public double cancelledShare() {
        TimerQueue all = TimerQueue.total(queues == null ? List.of() : queues);
        return (double) all.cancelled() / all.queued();
    }
}
