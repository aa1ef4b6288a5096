package afterglow.relay;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What the threads of this JVM had run at a moment, in ns, and its own of that. */
record Rest(long nanos, Map<Path, Long> ran, long ownNanos) {

    private static final Duration LOOK = Duration.ofMillis(3);
    private static final Duration AT_MOST = Duration.ofMillis(40);

    /**
     * Waits until the JIT, the collector and a strategy's own threads have done what a slice left them: together they use less
     * than a tenth of a core. The one whose turn is next needs that core. Threads that never rest are not waited for longer.
     */
    static void await() {
        long began = System.nanoTime();
        Rest last = look();
        boolean rests = false;
        while (!rests && last.nanos - began < AT_MOST.toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos());
            Rest now = look();
            long others = Turn.burnt(last.ran, now.ran) - (now.ownNanos - last.ownNanos);
            rests = others * 10 < now.nanos - last.nanos;
            last = now;
        }
    }

    private static Rest look() {
        return new Rest(
                System.nanoTime(),
                ThreadTimes.ran(),
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
    }
}
