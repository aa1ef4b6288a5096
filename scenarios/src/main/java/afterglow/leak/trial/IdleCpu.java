package afterglow.leak.trial;

import afterglow.leak.Symptom;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The CPU that a program's threads take while nothing is sent, in percent of one core.
 *
 * <p>A thread that spins may yield as it does so, and then it gets next to nothing of a busy machine, less than one that
 * sleeps. So a control spins and yields beside the program, and only those windows count in which it got its share.
 */
final class IdleCpu {

    private static final int WINDOWS = 5;
    private static final int MOST_WINDOWS = 200;
    private static final long WINDOW_MILLIS = 100;

    /** Half of what two have who share one core. */
    private static final double SHARE_PERCENT = 25;

    /** Of one core. A thread that spins takes all that it gets. */
    private static final double MOST_PERCENT = 10;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread control = new Thread(IdleCpu::spin, "idle-control");

    private IdleCpu() {
        control.setDaemon(true);
    }

    /**
     * Measures the Java threads of this JVM, the median of five windows.
     *
     * @throws IllegalStateException if the machine had no core free for so long that nothing can be said
     */
    static double percent() throws InterruptedException {
        IdleCpu idle = new IdleCpu();
        idle.control.start();
        try {
            return idle.median();
        } finally {
            idle.control.interrupt();
        }
    }

    /** What such a share is. */
    static Symptom symptom(double percent) {
        return percent > MOST_PERCENT ? Symptom.SPINS : Symptom.CLEAN;
    }

    private double median() throws InterruptedException {
        double[] percents = new double[WINDOWS];
        int counted = 0;
        for (int window = 0; window < MOST_WINDOWS && counted < WINDOWS; window++) {
            long start = System.nanoTime();
            Map<Long, Long> before = cpuNanos();
            Thread.sleep(WINDOW_MILLIS);
            Map<Long, Long> took = cpuNanos();
            took.replaceAll((id, nanos) -> nanos - before.getOrDefault(id, 0L));
            double percent = 100.0 / (System.nanoTime() - start);
            if (percent * took.remove(control.getId()) >= SHARE_PERCENT) {
                percents[counted++] = percent
                        * took.values().stream().mapToLong(Long::longValue).sum();
            }
        }
        if (counted == WINDOWS) {
            Arrays.sort(percents);
            return percents[WINDOWS / 2];
        }
        throw new IllegalStateException("no core was free: a thread that did nothing but yield got less than "
                + SHARE_PERCENT + " % of one, so whether another spins cannot be seen");
    }

    /** By thread, of those that are alive and not this one. */
    private Map<Long, Long> cpuNanos() {
        Map<Long, Long> nanos = new HashMap<>();
        for (long id : threads.getAllThreadIds()) {
            long cpu = threads.getThreadCpuTime(id);
            if (cpu >= 0 && id != Thread.currentThread().getId()) {
                nanos.put(id, cpu);
            }
        }
        return nanos;
    }

    @SuppressWarnings("ThreadPriorityCheck") // to yield is its work: it relies on no scheduler, it judges one
    private static void spin() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.yield();
        }
    }
}
