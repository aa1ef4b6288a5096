package afterglow.accuracy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The threads that came with a strategy: those of this JVM that were not there before it, and are not the measurement's.
 * What a thread did that ended between two samples is not known and not counted.
 */
final class OwnThreads {

    /** How the names of the measurement's own threads begin. */
    private static final String HARNESS = "accuracy-";

    private static final int STACK_BYTES = 256 << 10;

    /** The JDK's, for each process that the measurement starts. */
    private static final String REAPER = "process reaper";

    private static final Path TASKS = Path.of("/proc/self/task");

    /** Linux keeps so much of a thread's name. */
    private static final int NAME_CHARS = 15;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Set<Long> others = new HashSet<>();

    /** Those that come from now on. */
    OwnThreads() {
        for (long id : threads.getAllThreadIds()) {
            others.add(id);
        }
    }

    /** A daemon thread of the measurement's own, not yet started. */
    static Thread harness(String name, Runnable work) {
        Thread thread = new Thread(null, work, HARNESS + name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * What they have done so far.
     *
     * @param cpuNanos by thread
     * @param switches by the system's number of a thread, voluntary or not; null where the system does not tell
     */
    record Sample(
            long atNanos,
            Map<Long, Long> cpuNanos,
            @Nullable Map<String, Long> switches) {

        /** What they did since an earlier sample. */
        Effort since(Sample before) {
            double nanos = atNanos - before.atNanos;
            double cpuPercent = 100 * sum(before.cpuNanos, cpuNanos) / nanos;
            return switches == null || before.switches == null
                    ? new Effort(cpuPercent, OptionalDouble.empty())
                    : new Effort(cpuPercent, OptionalDouble.of(1e9 * sum(before.switches, switches) / nanos));
        }

        private static <K> double sum(Map<K, Long> before, Map<K, Long> after) {
            return after.entrySet().stream()
                    .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                    .sum();
        }
    }

    /**
     * What the threads did in a while.
     *
     * @param cpuPercent of one core
     * @param switchesPerSecond times that one of them left its core, to sleep or for another; empty where the system does
     *     not tell
     */
    record Effort(double cpuPercent, OptionalDouble switchesPerSecond) {}

    Sample sample() throws IOException {
        Map<Long, Long> cpuNanos = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread == null || others.contains(thread.getThreadId()) || ofHarness(thread.getThreadName())) {
                continue;
            }
            long nanos = threads.getThreadCpuTime(thread.getThreadId());
            if (nanos >= 0) {
                cpuNanos.put(thread.getThreadId(), nanos);
                names.add(shortened(thread.getThreadName()));
            }
        }
        return new Sample(System.nanoTime(), cpuNanos, Files.isReadable(TASKS) ? switches(names) : null);
    }

    private static boolean ofHarness(String name) {
        return name.startsWith(HARNESS) || name.startsWith(REAPER);
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), NAME_CHARS));
    }

    private static Map<String, Long> switches(Set<String> names) throws IOException {
        Map<String, Long> switches = new HashMap<>();
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                try {
                    if (names.contains(Files.readString(task.resolve("comm")).strip())) {
                        switches.put(task.getFileName().toString(), switches(task));
                    }
                } catch (IOException ended) {
                    // "No such file", or "No such process" between opening and reading; its switches are gone with it.
                    switches.remove(task.getFileName().toString());
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return switches;
    }

    private static long switches(Path task) throws IOException {
        return Files.readAllLines(task.resolve("status")).stream()
                .filter(line -> line.contains("voluntary_ctxt_switches:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }
}
