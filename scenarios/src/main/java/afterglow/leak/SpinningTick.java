package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A tick thread whose rests below 1 ms are rounded down to no sleep, so that it burns a core; fixed by 1 ms or more. */
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
