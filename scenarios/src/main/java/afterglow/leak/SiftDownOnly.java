package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A heap of timers that moves its last one into the place of a cancelled one, and lets it sink but not rise. It may be due
 * before its new parent, and then waits for that one, here for an hour; fixed by letting it rise as well.
 */
final class SiftDownOnly implements Demonstration {

    private static final int FANOUT = 4;
    private static final long TICK_MILLIS = 1;

    @Override
    public DeadlineScript program(boolean fixed) {
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

    private record Timer(SendDeadlines.Send send, long deadlineNanos) {

        boolean due(Duration within) {
            return deadlineNanos - System.nanoTime() <= within.toNanos();
        }
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
}
