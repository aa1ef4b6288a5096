package afterglow.watch;

import afterglow.retention.Census;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * What the queues of one kind held at one moment, as {@link QueueAgent} read them inside the watched JVM.
 *
 * @param queues how many queues were seen
 * @param queued all tasks in them
 * @param cancelled those that are cancelled and still there
 * @param overdue those not cancelled and due for more than a second
 * @param newer those not cancelled and armed since the reading before
 * @param newerLeftMillis what time these have left, all together
 * @param newest the order of the last one: its number, or in a Timer its deadline
 */
record Queues(long queues, long queued, long cancelled, long overdue, long newer, long newerLeftMillis, long newest) {

    /** The kinds of queues whose deadlines can be read, in the order of the agent's lines. */
    enum Kind {
        SCHEDULED(
                "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
                "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue"),
        TIMER("java.util.TimerTask", "java.util.TaskQueue");

        private final String task;
        private final String queue;

        Kind(String task, String queue) {
            this.task = task;
            this.queue = queue;
        }

        /** How many queues of the kind a census has. */
        long in(Census census) {
            Census.Count count = census.byClass().get(queue);
            return count == null ? 0 : count.objects();
        }

        static @Nullable Kind of(TimerClass timer) {
            return Arrays.stream(values())
                    .filter(kind -> kind.task.equals(timer.name()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Reads the queues of a JVM; those armed since an earlier reading are told apart. */
    static Map<Kind, Queues> read(Visit visit, Map<Kind, Queues> before) throws IOException {
        Path jar = visit.file("queues.jar");
        Path answer = visit.file("queues.txt");
        if (!Files.exists(jar)) {
            pack(jar);
        }
        StringBuilder options = new StringBuilder(answer.toString());
        for (Kind kind : Kind.values()) {
            Queues earlier = before.get(kind);
            options.append('\n').append(earlier == null ? -1 : earlier.newest());
        }
        visit.jvm().load(jar, options.toString());
        Map<Kind, Queues> read = new EnumMap<>(Kind.class);
        Iterator<String> lines = Files.readAllLines(answer).iterator();
        for (Kind kind : Kind.values()) {
            long[] cells = Arrays.stream(lines.next().split(" "))
                    .mapToLong(Long::parseLong)
                    .toArray();
            read.put(kind, new Queues(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]));
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
