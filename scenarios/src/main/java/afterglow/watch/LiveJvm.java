package afterglow.watch;

import afterglow.retention.Census;
import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running JVM of this user on this machine, asked through the attach mechanism: a local socket, no network.
 *
 * <p>Ctrl-C interrupts the thread that attached, and this tool ends once that has closed it.
 */
public final class LiveJvm implements AutoCloseable {

    /** After Ctrl-C this tool waits no longer: the JVM may hang. */
    private static final long MOST_SECONDS = 10;

    /** The used bytes in a generation's line, which has a total; not in the lines of spaces and of the metaspace. */
    private static final Pattern USED =
            Pattern.compile("(?:(?:total.*|ZHeap +)used |\\b(?=\\d+[KMG] used))(\\d+)([KMG])");

    private static final Pattern SUBCLASS = Pattern.compile("(?m)^[| ]*\\|--(\\S+?)/");
    private static final Pattern MAX_HEAP = Pattern.compile("-XX:MaxHeapSize=(\\d+)");

    private final VirtualMachine machine;
    private final Path folder;
    private final CountDownLatch closed = new CountDownLatch(1);

    private LiveJvm(VirtualMachine machine) throws IOException {
        this.machine = machine;
        folder = Files.createTempDirectory("afterglow-watch");
        folder.toFile().deleteOnExit();
    }

    /**
     * Attaches to a JVM. Another process is not touched: a request to attach would end it.
     *
     * @throws IllegalArgumentException if there is no such process, or it is no JVM
     * @throws IOException if it belongs to another user, or refuses
     */
    public static LiveJvm attach(long pid) throws IOException {
        String id = Long.toString(pid);
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> new IllegalArgumentException("there is no process " + pid));
        String self = ProcessHandle.current().info().user().orElse("");
        String owner = process.info().user().orElse(self);
        if (!owner.equals(self)) {
            throw new IOException("process " + pid + " belongs to " + owner + ": run this command as that user");
        }
        try {
            if (!isJvm(id)) {
                throw new IllegalArgumentException("process " + pid + " is not a JVM");
            }
            LiveJvm jvm = new LiveJvm(VirtualMachine.attach(id));
            Thread watcher = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> jvm.end(watcher), "afterglow-watch-end"));
            return jvm;
        } catch (AttachNotSupportedException | IOException e) {
            String wayOut =
                    "; start that process without -XX:+DisableAttachMechanism, and run this command in its container if"
                            + " it has one";
            throw new IOException("cannot attach to process " + pid + ": " + e.getMessage() + wayOut, e);
        }
    }

    private static boolean isJvm(String id) throws IOException {
        Path maps = Path.of("/proc", id, "maps");
        try {
            return Files.exists(maps)
                    // Latin-1, in which no file name is malformed.
                    ? Files.readString(maps, StandardCharsets.ISO_8859_1).contains("/libjvm.so")
                    : VirtualMachine.list().stream().anyMatch(one -> one.id().equals(id));
        } catch (AccessDeniedException e) {
            throw new IOException(maps + " may not be read", e);
        }
    }

    /** What one of {@code jcmd}'s commands answers. */
    String command(String line) throws IOException {
        try (InputStream answer = (InputStream) Class.forName("sun.tools.attach.HotSpotVirtualMachine")
                .getMethod("executeJCmd", String.class)
                .invoke(machine, line)) {
            // Not readAllBytes: on 17 this stream fails on buffers that are not filled from their beginning.
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            answer.transferTo(bytes);
            return bytes.toString(StandardCharsets.UTF_8);
        } catch (ReflectiveOperationException e) {
            throw new IOException(line + ": " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    /** Counts its objects: the live ones, after a full collection; or garbage as well. */
    Census count(boolean collected) throws IOException {
        Census census = Census.parse(command("GC.class_histogram" + (collected ? "" : " -all")));
        if (census.byClass().isEmpty()) {
            throw new IOException("its answer to GC.class_histogram names no class");
        }
        return census;
    }

    /** A class and those below it, however deep. */
    List<String> typesFrom(String name) throws IOException {
        return typesFrom(name, command("VM.class_hierarchy -s " + name));
    }

    static List<String> typesFrom(String name, String hierarchy) {
        Stream<String> below = SUBCLASS.matcher(hierarchy).results().map(one -> one.group(1));
        // Loaders may have classes of one name; a census counts them together.
        return Stream.concat(Stream.of(name), below).distinct().toList();
    }

    /** Bytes of its heap in use, garbage included. */
    public long usedBytes() throws IOException {
        return usedBytes(command("GC.heap_info"));
    }

    static long usedBytes(String heapInfo) {
        return USED.matcher(heapInfo)
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)) << (10 * (1 + "KMG".indexOf(used.group(2)))))
                .sum();
    }

    /** The most that its heap may grow to. */
    long maxHeapBytes() throws IOException {
        Matcher flag = MAX_HEAP.matcher(command("VM.flags"));
        return flag.find() ? Long.parseLong(flag.group(1)) : Long.MAX_VALUE;
    }

    /** Loads an agent, a jar or a native library, or hands a further request to a library that is loaded. */
    void load(Path agent, String options) throws IOException {
        try {
            if (agent.toString().endsWith(".jar")) {
                machine.loadAgent(agent.toString(), options);
            } else {
                machine.loadAgentPath(agent.toString(), options);
            }
        } catch (AgentLoadException | AgentInitializationException | IOException e) {
            throw new IOException(
                    "cannot load " + agent.getFileName() + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /** A file that is deleted when this tool ends. */
    Path file(String name) {
        Path file = folder.resolve(name);
        file.toFile().deleteOnExit();
        return file;
    }

    /** After Ctrl-C: interrupts the watcher and waits until it has switched off what it switched on. */
    private void end(Thread watcher) {
        try {
            if (closed.getCount() > 0) {
                watcher.interrupt();
            }
            if (!closed.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("process " + machine.id() + " does not answer: a trace or recording that"
                        + " this command started in it may still run");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        machine.detach();
    }
}
