package afterglow.leak.trial;

import afterglow.leak.Program;
import afterglow.timeout.DaemonThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The CPU time that a send takes in the thread that makes it, where many threads send at once, each by a program of its own. The
 * clock would tell how busy the machine is.
 */
final class CrowdPace {

    private static final long WARM_UP_NANOS = 500_000_000;
    private static final long WINDOW_NANOS = 500_000_000;

    private CrowdPace() {}

    /**
     * The median of all threads, in ns.
     *
     * @param most sends of each thread to warm up, and to measure
     */
    static double nanosPerSend(int threads, Supplier<? extends Program> programs, long most)
            throws InterruptedException {
        ExecutorService crowd = Executors.newFixedThreadPool(threads, DaemonThreads.named("afterglow-crowd"));
        try {
            List<Future<Double>> paces = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                paces.add(crowd.submit(() -> {
                    try (Program program = programs.get()) {
                        nanosPerSend(program, WARM_UP_NANOS, most);
                        return nanosPerSend(program, WINDOW_NANOS, most);
                    }
                }));
            }
            List<Double> found = new ArrayList<>();
            for (Future<Double> pace : paces) {
                found.add(pace.get());
            }
            return found.stream().sorted().toList().get(threads / 2);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } finally {
            crowd.shutdownNow();
        }
    }

    private static double nanosPerSend(Program program, long windowNanos, long most) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = System.nanoTime() + windowNanos;
        long before = threads.getCurrentThreadCpuTime();
        long made = 0;
        do {
            program.send(0);
            made++;
        } while (System.nanoTime() < end && made < most);
        return (double) (threads.getCurrentThreadCpuTime() - before) / (double) made;
    }
}
