package afterglow.relay;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** How long each thread of this JVM had run at a moment, in ns; {@code ownNanos} is the calling thread's time. */
record Rest(long nanos, Map<Path, Long> ran, long ownNanos) {

    private static final Duration LOOK = Duration.ofMillis(3);
    private static final Duration AT_MOST = Duration.ofMillis(40);

    /**
     * Waits until the JIT, the collector and a strategy's own threads have finished what a slice left them, so that together they use
     * less than a tenth of a core, which the next JVM needs; at most 40 ms.
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
