package afterglow.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The Java threads of this JVM that started after this was made, without those of the measurement. A sample stops none of
 * them.
 */
public final class OwnThreads {

    /** The JDK's, for each process that a measurement starts. */
    private static final String REAPER = "process reaper";

    /** Where Linux lists the threads of this process, and the calling one. */
    private static final Path TASKS = Path.of("/proc/self/task");

    private static final Path SELF = Path.of("/proc/thread-self");

    /** Linux keeps so many bytes of a thread's name. */
    private static final int NAME_BYTES = 15;

    private static final Pattern STATUS = Pattern.compile("Name:\t(.*)\n(?s:.*)State:\t(.)(?s:.*)"
            + "\nvoluntary_ctxt_switches:\t(\\d+)\nnonvoluntary_ctxt_switches:\t(\\d+)\n");

    /** A thread that an earlier sample does not know. */
    static final Native NEW = new Native(true, 0, 0, 0, 0);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Set<Long> others;
    private final Set<Path> otherTasks;
    private final String harness;

    /** Those that start from now on; the measurement starts none. */
    public OwnThreads() {
        this(REAPER);
    }

    /** Those that start from now on, except the measurement's own, whose names begin with {@code harness}. */
    public OwnThreads(String harness) {
        this(
                harness,
                LongStream.of(ManagementFactory.getThreadMXBean().getAllThreadIds())
                        .boxed()
                        .collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(tasks()));
    }

    private OwnThreads(String harness, Set<Long> others, Set<Path> otherTasks) {
        this.harness = harness;
        this.others = others;
        this.otherTasks = otherTasks;
    }

    /** All Java threads, however long they have run, except the measurement's own, whose names begin with {@code harness}. */
    public static OwnThreads allBut(String harness) {
        return new OwnThreads(harness, Set.of(), Set.of());
    }

    /**
     * A thread as Linux sees it.
     *
     * @param ready whether it runs or waits for a core
     * @param waitNanos how long it has waited for a core, without the wait that is not over yet
     * @param sleeps how often it left its core to sleep
     * @param losses how often it left its core to another thread
     */
    record Native(boolean ready, long cpuNanos, long waitNanos, long sleeps, long losses) {

        long switches() {
            return sleeps + losses;
        }

        Native since(Native before) {
            return new Native(
                    ready,
                    cpuNanos - before.cpuNanos,
                    waitNanos - before.waitNanos,
                    sleeps - before.sleeps,
                    losses - before.losses);
        }
    }

    /**
     * What they have done so far.
     *
     * @param cpuNanos by thread
     * @param natives by the system's path of a thread; empty where the system does not tell
     */
    public record Sample(long atNanos, Map<Long, Long> cpuNanos, Map<Path, Native> natives) {

        /** What they did since an earlier sample; a thread that ended in between is not counted. */
        public Effort since(Sample before) {
            double nanos = atNanos - before.atNanos;
            double cpuPercent = 100 * grown(before.cpuNanos, cpuNanos, cpu -> cpu) / nanos;
            double switches = 1e9 * grown(before.natives, natives, Native::switches) / nanos;
            boolean told = !natives.isEmpty() || cpuNanos.isEmpty();
            return new Effort(cpuPercent, told ? OptionalDouble.of(switches) : OptionalDouble.empty());
        }

        /**
         * How long a thread waited for a core each time before it went to sleep, since an earlier sample; that of the thread
         * which waited longest. A thread counts if it waited for a tenth of the time, and for half as long as it ran.
         */
        public long waitNanosASleep(Sample before) {
            long nanos = atNanos - before.atNanos;
            return natives.entrySet().stream()
                    .map(entry -> entry.getValue().since(before.natives.getOrDefault(entry.getKey(), NEW)))
                    .filter(one -> 10 * one.waitNanos >= nanos && 2 * one.waitNanos >= one.cpuNanos)
                    .mapToLong(one -> one.waitNanos / Math.max(1, one.sleeps))
                    .max()
                    .orElse(0);
        }

        /** How long they ran, or waited for a core, since an earlier sample, all together. */
        public long busyNanos(Sample before) {
            return (long)
                    (grown(before.cpuNanos, cpuNanos, cpu -> cpu) + grown(before.natives, natives, Native::waitNanos));
        }

        private static <K, V> double grown(Map<K, V> before, Map<K, V> after, ToLongFunction<V> value) {
            return after.entrySet().stream()
                    .mapToLong(entry -> {
                        V then = before.get(entry.getKey());
                        return value.applyAsLong(entry.getValue()) - (then == null ? 0 : value.applyAsLong(then));
                    })
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
    public record Effort(double cpuPercent, OptionalDouble switchesPerSecond) {}

    public Sample sample() {
        Map<Long, Long> cpuNanos = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && !others.contains(thread.getThreadId()) && !isHarness(thread.getThreadName())) {
                long nanos = threads.getThreadCpuTime(thread.getThreadId());
                if (nanos >= 0) {
                    cpuNanos.put(thread.getThreadId(), nanos);
                    names.addAll(shortened(thread.getThreadName()));
                }
            }
        }
        return new Sample(System.nanoTime(), cpuNanos, natives(names));
    }

    /** Whether one of them is at work, or waits for a core to work on; false where the system does not tell. */
    public boolean isAtWork() {
        return sample().natives.values().stream().anyMatch(Native::ready);
    }

    /** How long the calling thread has waited for a core so far, in ns; 0 where the system does not tell. */
    public static long waitedNanos() {
        return ownAccount()[1];
    }

    /** How long the calling thread has run, and has waited for a core; zeros where the system keeps no account of threads. */
    private static long[] ownAccount() {
        try {
            return Files.exists(SELF.resolve("schedstat")) ? account(SELF) : new long[2];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isHarness(String name) {
        return name.startsWith(harness) || name.startsWith(REAPER);
    }

    /** What a name may be in the system: its first bytes, or from a newer JDK the first 7, two dots and the last 6. */
    private static Set<String> shortened(String name) {
        // One char a byte.
        String bytes = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int length = bytes.length();
        return length <= NAME_BYTES
                ? Set.of(bytes)
                : Set.of(bytes.substring(0, NAME_BYTES), bytes.substring(0, 7) + ".." + bytes.substring(length - 6));
    }

    private static List<Path> tasks() {
        if (ownAccount()[0] == 0) {
            return List.of();
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system's view of the threads of some names: Java does not tell which of the system's threads is which of its own. */
    private Map<Path, Native> natives(Set<String> names) {
        Map<Path, Native> natives = new HashMap<>();
        for (Path task : tasks()) {
            if (otherTasks.contains(task)) {
                continue;
            }
            try {
                Matcher status = STATUS.matcher(Files.readString(task.resolve("status"), StandardCharsets.ISO_8859_1));
                long[] account = account(task);
                if (status.find() && names.contains(status.group(1))) {
                    boolean ready = status.group(2).equals("R");
                    long sleeps = Long.parseLong(status.group(3));
                    long losses = Long.parseLong(status.group(4));
                    natives.put(task, new Native(ready, account[0], account[1], sleeps, losses));
                }
            } catch (IOException ended) {
                // "No such file" or "No such process": it ended between two looks, and what it did is gone with it.
                natives.remove(task);
            }
        }
        return natives;
    }

    /** How long a thread has run, and has waited for a core. */
    private static long[] account(Path task) throws IOException {
        return Stream.of(Files.readString(task.resolve("schedstat")).strip().split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }
}
