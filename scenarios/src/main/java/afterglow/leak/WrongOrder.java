package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A heap ordered by length, where a long timeout starves behind ever new short ones; fixed by ordering by deadline. */
final class WrongOrder implements Demonstration {

    private static final Duration LONG = Duration.ofMillis(400);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int ROUNDS = 10;
    private static final Duration BEFORE = Duration.ofMillis(150);

    private record Entry(long nanos, long deadlineNanos, SendDeadlines.Send send) {}

    @Override
    public DeadlineScript program(boolean fixed) {
        Comparator<Entry> byDeadline = Comparator.comparingLong(Entry::deadlineNanos);
        Comparator<Entry> order =
                fixed ? byDeadline : Comparator.comparingLong(Entry::nanos).thenComparing(byDeadline);
        return deadlines -> {
            Queue<Entry> heap = new PriorityQueue<>(order);
            heap.add(entry(deadlines, LONG));
            for (int round = 0; round < ROUNDS; round++) {
                Entry next = entry(deadlines, SHORT);
                heap.add(next);
                // Counted from its deadline: however long this thread stalls, it is not due in its own round.
                fire(heap, next.deadlineNanos() - BEFORE.toNanos());
            }
            fire(heap, Long.MAX_VALUE);
        };
    }

    /** The timer's work until then: it sleeps until the deadline of the first, and fires it. */
    private static void fire(Queue<Entry> heap, long untilNanos) throws InterruptedException {
        while (!heap.isEmpty() && heap.element().deadlineNanos() <= untilNanos) {
            Entry first = heap.element();
            sleepUntil(first.deadlineNanos());
            heap.remove();
            first.send().expire();
        }
        if (untilNanos != Long.MAX_VALUE) {
            sleepUntil(untilNanos);
        }
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        for (long rest = nanos - System.nanoTime(); rest > 0; rest = nanos - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(rest).toMillis() + 1);
        }
    }

    private static Entry entry(SendDeadlines deadlines, Duration timeout) {
        SendDeadlines.Send send = deadlines.begin(timeout);
        return new Entry(timeout.toNanos(), System.nanoTime() + timeout.toNanos(), send);
    }
}
