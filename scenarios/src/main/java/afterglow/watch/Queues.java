package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * What the queues of one kind held at one moment, as {@link QueueAgent} read them inside the watched JVM.
 *
 * @param queues how many queues were seen and understood
 * @param queued all tasks in them
 * @param cancelled those that are cancelled and still there
 * @param overdue those not cancelled, not periodic, and due for more than a second
 * @param newer those not cancelled and armed since the reading before
 * @param newerLeftMillis what time these have left, all together
 * @param newest the order of the last one: its number, or in a Timer its deadline
 */
record Queues(long queues, long queued, long cancelled, long overdue, long newer, long newerLeftMillis, long newest) {

    /** The classes of the tasks that can be read, and those of their queues. */
    private static final Map<String, String> KINDS = Map.of(
            QueueAgent.SCHEDULED, "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue",
            QueueAgent.TIMED, "java.util.TaskQueue");

    /** Whether the queues that tasks of a class wait in can be read. */
    static boolean readable(String task) {
        return KINDS.containsKey(task);
    }

    /** Whether these are all the queues of a kind of task that a census has. */
    boolean all(String task, Census census) {
        Census.Count count = census.byClass().get(KINDS.get(task));
        return count == null || queues >= count.objects();
    }

    /** Reads the queues of a JVM, by the class of their tasks; those armed since an earlier reading are told apart. */
    static Map<String, Queues> read(LiveJvm jvm, Map<String, Queues> earlier) throws IOException {
        Path jar = jvm.file("queues.jar");
        Path answer = jvm.file("queues.txt");
        if (!Files.exists(jar)) {
            pack(jar);
        }
        Queues none = new Queues(0, 0, 0, 0, 0, 0, -1);
        jvm.load(
                jar,
                answer
                        + "\n"
                        + earlier.getOrDefault(QueueAgent.SCHEDULED, none).newest()
                        + "\n" + earlier.getOrDefault(QueueAgent.TIMED, none).newest());
        Map<String, Queues> read = new HashMap<>();
        for (String line : Files.readAllLines(answer)) {
            String[] cells = line.split(" ");
            long[] sums =
                    Arrays.stream(cells).skip(1).mapToLong(Long::parseLong).toArray();
            read.put(cells[0], new Queues(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6]));
        }
        return read;
    }

    /** A jar with nothing but the agent, because it ends up on the class path of the watched JVM. */
    private static void pack(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", QueueAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
        String entry = QueueAgent.class.getName().replace('.', '/') + ".class";
        try (InputStream code = QueueAgent.class.getResourceAsStream("/" + entry);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            if (code == null) {
                throw new IOException("the agent's class is not on the class path");
            }
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        }
    }
}
