package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A tick thread that sleeps for whole milliseconds, with ticks that are shorter. */
final class SpinningTick implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "spinning-tick",
                        "tick thread spins",
                        "nothing is retained, but a rest of less than 1 ms is rounded down to no sleep at all, and the tick thread"
                                + " burns a core; fixed by sleeping 1 ms or more",
                        "apache/pulsar#6414",
                        "netty/netty#9710")
                .wasting(Harm.CPU)
                .expecting(Symptom.SPINS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Ticking(fixed ? 1 : 0);
    }

    private static final class Ticking implements Program {

        private static final long TICK_NANOS = 500_000;
        private static final long MILLI = 1_000_000;

        private final Queue<Long> deadlines = new ConcurrentLinkedQueue<>();
        private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("tick"));

        @SuppressWarnings("FutureReturnValueIgnored") // ends by interrupt
        Ticking(long leastMillis) {
            thread.submit((Callable<Void>) () -> {
                long next = System.nanoTime();
                while (!Thread.interrupted()) {
                    next += TICK_NANOS;
                    for (long rest = next - System.nanoTime(); rest > 0; rest = next - System.nanoTime()) {
                        Thread.sleep(Math.max(leastMillis, rest / MILLI));
                    }
                    deadlines.removeIf(deadlineNanos -> System.nanoTime() - deadlineNanos >= 0);
                }
                return null;
            });
        }

        @Override
        public void send(long timeoutNanos) {
            Long deadline = System.nanoTime() + timeoutNanos;
            deadlines.add(deadline);
            deadlines.remove(deadline);
        }

        @Override
        public void close() {
            DaemonThreads.stop(thread);
        }
    }
}
