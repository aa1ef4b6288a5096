package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Deadlines that are missed because a sum overflows, or because the heap of timers does not put the first one first. */
final class HeapFaults {

    private static final Duration NEAR = Duration.ofMillis(200);

    private static final Duration LONG = Duration.ofMillis(400);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int ROUNDS = 10;
    private static final Duration BEFORE = Duration.ofMillis(150);

    private static final int FANOUT = 4;
    private static final long TICK_MILLIS = 1;

    private HeapFaults() {}

    private record Timer(SendDeadlines.Send send, long deadlineNanos) {

        boolean due(Duration within) {
            return deadlineNanos - System.nanoTime() <= within.toNanos();
        }
    }

    /** A timeout of Long.MAX_VALUE, meant as never, overflows to a deadline long past and fires at once; fixed by a limit. */
    static DeadlineScript overflow(boolean fixed) {
        return deadlines -> {
            long startNanos = System.nanoTime();
            Thread.sleep(1);
            List<Timer> timers = new ArrayList<>();
            for (Duration timeout : List.of(Duration.ofNanos(Long.MAX_VALUE), NEAR)) {
                SendDeadlines.Send send = deadlines.begin(timeout);
                timers.add(new Timer(send, add(fixed, System.nanoTime() - startNanos, timeout.toNanos())));
            }
            SendDeadlines.Send near = timers.get(1).send();
            // Once the near one has fired, every one that is due before it has.
            while (near.outstanding()) {
                Thread.sleep(1);
                long now = System.nanoTime() - startNanos;
                timers.stream()
                        .filter(timer -> timer.deadlineNanos() <= now)
                        .forEach(timer -> timer.send().expire());
            }
        };
    }

    private static long add(boolean withLimit, long now, long nanos) {
        return withLimit && nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    }

    private record Entry(long nanos, long deadlineNanos, SendDeadlines.Send send) {}

    /** A heap ordered by length, where a long timeout starves behind ever new short ones; fixed by ordering by deadline. */
    static DeadlineScript wrongOrder(boolean fixed) {
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

    /**
     * A heap of timers that moves its last one into the place of a cancelled one, and lets it sink but not rise. It may be due
     * before its new parent, and then waits for that one, here for an hour; fixed by letting it rise as well.
     */
    static DeadlineScript siftDownOnly(boolean fixed) {
        return deadlines -> {
            Heap heap = new Heap(new ArrayList<>(), fixed);
            for (Duration timeout : JdkFault.NEAR_BELOW_FAR) {
                heap.add(new Timer(deadlines.begin(timeout), System.nanoTime() + timeout.toNanos()));
            }
            heap.remove(JdkFault.CANCELLED).send().deliver();
            while (heap.timers.stream().anyMatch(timer -> timer.due(Duration.ofMinutes(1)))) {
                Thread.sleep(TICK_MILLIS);
                while (heap.timers.get(0).due(Duration.ZERO)) {
                    heap.remove(0).send().expire();
                }
            }
        };
    }

    private record Heap(List<Timer> timers, boolean rises) {

        void add(Timer timer) {
            timers.add(timer);
            siftUp(timers.size() - 1);
        }

        Timer remove(int place) {
            Collections.swap(timers, place, timers.size() - 1);
            Timer removed = timers.remove(timers.size() - 1);
            siftDown(place);
            if (rises) {
                siftUp(place);
            }
            return removed;
        }

        private void siftUp(int from) {
            for (int place = from; place > 0 && before(place, (place - 1) / FANOUT); place = (place - 1) / FANOUT) {
                Collections.swap(timers, place, (place - 1) / FANOUT);
            }
        }

        private void siftDown(int from) {
            int least = from;
            for (int child = FANOUT * from + 1; child <= FANOUT * from + FANOUT && child < timers.size(); child++) {
                least = before(child, least) ? child : least;
            }
            if (least != from) {
                Collections.swap(timers, from, least);
                siftDown(least);
            }
        }

        private boolean before(int one, int other) {
            return one < timers.size()
                    && timers.get(one).deadlineNanos() < timers.get(other).deadlineNanos();
        }
    }

    /**
     * The JDK's own heap of delayed completions, out of which one is cancelled. There {@code completeOnTimeout} of a JDK before the bug's
     * fix may come an hour late after another future was completed in time; fixed by a scheduler of one's own.
     */
    static DeadlineScript delaySchedulerHeap(boolean fixed) {
        Timers own = new Timers("timers");
        return deadlines -> JdkFault.cancelAmongNearAndFar(timeout -> {
            var send = deadlines.begin(timeout);
            if (fixed) {
                Future<?> timer = own.after(timeout.toNanos(), send::expire);
                return () -> {
                    send.deliver();
                    timer.cancel(false);
                };
            }
            CompletableFuture<Runnable> reply = new CompletableFuture<>();
            var unused = reply.completeOnTimeout(send::expire, timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .thenAccept(Runnable::run);
            return () -> reply.complete(send::deliver);
        });
    }
}
