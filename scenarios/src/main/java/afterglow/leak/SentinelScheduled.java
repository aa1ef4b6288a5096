package afterglow.leak;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** An entry whose Long.MAX_VALUE, meant as never, is scheduled as a time, 292 years off; fixed by a check for it. */
final class SentinelScheduled implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Queue<Long> deadlines = new PriorityQueue<>();
        return timeoutNanos -> {
            deadlines.add(System.nanoTime() + timeoutNanos);
            deadlines.poll();
            long expiresAtNanos = Long.MAX_VALUE;
            if (!fixed || expiresAtNanos != Long.MAX_VALUE) {
                deadlines.add(expiresAtNanos - TimeUnit.SECONDS.toNanos(1));
            }
            while (!deadlines.isEmpty() && deadlines.element() <= System.nanoTime()) {
                deadlines.poll();
            }
        };
    }
}
