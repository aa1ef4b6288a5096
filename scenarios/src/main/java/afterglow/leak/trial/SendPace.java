package afterglow.leak.trial;

import afterglow.leak.Program;
import afterglow.timeout.DaemonThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What sends took of the thread that made them: its CPU time, because the clock would tell how busy the machine is, and how often
 * it waited for others.
 */
record SendPace(long sends, long cpuNanos, long waits) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Duration WINDOW = Duration.ofMillis(500);

    /** Sends for a while, at least once and {@code most} times at most. */
    static SendPace of(Program program, Duration timeout, Duration window, long most) throws InterruptedException {
        long end = System.nanoTime() + window.toNanos();
        long waitsBefore = waitsSoFar();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long made = 0;
        do {
            program.send(timeout.toNanos());
            made++;
        } while (System.nanoTime() - end < 0 && made < most);
        return new SendPace(made, THREADS.getCurrentThreadCpuTime() - cpuBefore, waitsSoFar() - waitsBefore);
    }

    /** Sends until so much CPU time is spent: on a busy machine, a while may be too short for anything to be compiled. */
    static SendPace computing(Program program, Duration timeout, Duration cpu, long most) throws InterruptedException {
        SendPace sofar = of(program, timeout, cpu, most);
        while (sofar.cpuNanos < cpu.toNanos() && sofar.sends < most) {
            SendPace next = of(program, timeout, cpu.minusNanos(sofar.cpuNanos), most - sofar.sends);
            sofar = new SendPace(sofar.sends + next.sends, sofar.cpuNanos + next.cpuNanos, sofar.waits + next.waits);
        }
        return sofar;
    }

    /** The paces of threads that send at once, each by its own program: {@code most} sends to warm up, and again to measure. */
    static List<SendPace> crowd(int threads, Supplier<? extends Program> programs, Duration timeout, long most)
            throws InterruptedException {
        ExecutorService crowd = Executors.newFixedThreadPool(threads, DaemonThreads.named("crowd"));
        try {
            Callable<SendPace> sender = () -> {
                try (Program program = programs.get()) {
                    of(program, timeout, WINDOW, most);
                    return of(program, timeout, WINDOW, most);
                }
            };
            CompletionService<SendPace> ended = new ExecutorCompletionService<>(crowd);
            Collections.nCopies(threads, sender).forEach(ended::submit);
            List<SendPace> paces = new ArrayList<>();
            while (paces.size() < threads) {
                // One that fails is told at once: others may wait for what it holds.
                paces.add(ended.take().get());
            }
            return paces;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } finally {
            crowd.shutdownNow();
        }
    }

    double nanosPerSend() {
        return (double) cpuNanos / (double) sends;
    }

    private static long waitsSoFar() {
        ThreadInfo self = THREADS.getThreadInfo(Thread.currentThread().getId());
        return self.getWaitedCount() + self.getBlockedCount();
    }
}
