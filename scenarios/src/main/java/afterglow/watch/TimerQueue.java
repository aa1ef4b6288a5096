package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * One queue of a scheduler or a Timer at one moment, as {@link QueueAgent} read it inside the watched JVM.
 *
 * @param thread the name of one that serves it
 * @param before the tasks in it at the earlier reading
 * @param queued the tasks in it
 * @param cancelled those that are cancelled and still there
 * @param overdue those not cancelled, not periodic, and due for more than a second
 * @param older those of the older half of what was armed since the earlier reading that are still there, not cancelled
 * @param olderLeftMillis the sum of the times until their deadlines
 */
record TimerQueue(
        String thread, long before, long queued, long cancelled, long overdue, long older, long olderLeftMillis) {

    /** The classes of the tasks that can be read. */
    static final Set<String> TASKS = Set.of(QueueAgent.SCHEDULED, QueueAgent.TIMED);

    /**
     * What was read at one moment.
     *
     * @param byTask the queues, by the class of their tasks
     * @param workers how many threads of pools there were; -1 if a queue could not be read
     */
    record Reading(Map<String, List<TimerQueue>> byTask, long workers) {

        static final Reading NONE = new Reading(Map.of(), 0);

        /** The queues that were read of a class of tasks. */
        List<TimerQueue> of(String task) {
            return byTask.getOrDefault(task, List.of());
        }

        /** Whether no other queue can hold a task of a class, by a census: without a thread a queue is empty. */
        boolean complete(String task, Census census) {
            return byTask.containsKey(task)
                    && (task.equals(QueueAgent.TIMED)
                            || workers >= census.count(QueueAgent.WORKER).objects()
                            || of(task).size()
                                    >= census.count(QueueAgent.SCHEDULED_QUEUE).objects());
        }
    }

    /** Some queues as if they were one. */
    static TimerQueue total(List<TimerQueue> queues) {
        return queues.stream().reduce(new TimerQueue("", 0, 0, 0, 0, 0, 0), TimerQueue::plus);
    }

    private TimerQueue plus(TimerQueue other) {
        return new TimerQueue(
                "all threads",
                before + other.before,
                queued + other.queued,
                cancelled + other.cancelled,
                overdue + other.overdue,
                older + other.older,
                olderLeftMillis + other.olderLeftMillis);
    }

    /** Reads the queues of a JVM, by the class of their tasks, and compares them with those of the last time. */
    static Reading read(LiveJvm jvm) throws IOException {
        Path jar = jvm.file("queues.jar");
        Path answer = jvm.file("queues.txt");
        if (!Files.exists(jar)) {
            pack(jar);
        }
        jvm.load(jar, answer.toString());
        Map<String, List<TimerQueue>> byTask = new HashMap<>();
        TASKS.forEach(task -> byTask.put(task, new ArrayList<>()));
        List<String> lines = Files.readAllLines(answer);
        for (String line : lines.subList(0, lines.size() - 1)) {
            String[] cells = line.split(" ", 10);
            long[] sums = Arrays.stream(cells, 3, 9).mapToLong(Long::parseLong).toArray();
            byTask.get(cells[0]).add(new TimerQueue(cells[9], sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]));
        }
        return new Reading(byTask, Long.parseLong(lines.get(lines.size() - 1).split(" ", 3)[2]));
    }

    /** A jar with nothing but the agent, because it ends up on the class path of the watched JVM. */
    private static void pack(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", QueueAgent.class.getName());
        String entry = QueueAgent.class.getName().replace('.', '/') + ".class";
        try (InputStream code = QueueAgent.class.getResourceAsStream("/" + entry);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry(entry));
            Objects.requireNonNull(code, entry).transferTo(out);
        }
    }
}
