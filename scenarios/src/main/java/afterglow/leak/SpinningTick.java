package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A tick thread that sleeps for whole milliseconds, with ticks that are shorter. A rest of less than 1 ms is rounded down to no
 * sleep at all, and the thread burns a core; fixed by sleeping 1 ms or more.
 */
final class SpinningTick implements Demonstration {

    private static final long TICK_NANOS = 500_000;
    private static final long MILLI = 1_000_000;

    @Override
    @SuppressWarnings("ModifiedButNotUsed") // the thread drops what is over
    public Program program(boolean fixed) {
        Queue<Long> deadlines = new ConcurrentLinkedQueue<>();
        ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("tick"));
        var unused = thread.submit(() -> {
            long next = System.nanoTime();
            while (!Thread.interrupted()) {
                next += TICK_NANOS;
                for (long rest = next - System.nanoTime(); rest > 0; rest = next - System.nanoTime()) {
                    Thread.sleep(Math.max(fixed ? 1 : 0, rest / MILLI));
                }
                deadlines.removeIf(deadlineNanos -> System.nanoTime() - deadlineNanos >= 0);
            }
            return null;
        });
        return Program.on(thread, timeoutNanos -> {
            Long deadline = System.nanoTime() + timeoutNanos;
            deadlines.add(deadline);
            deadlines.remove(deadline);
        });
    }
}
