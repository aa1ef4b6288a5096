package afterglow.watch;

import afterglow.retention.Census;
import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A running JVM of this user on this machine, asked through the attach mechanism: a local socket, no network. */
public final class LiveJvm implements AutoCloseable {

    private static final Pattern USED = Pattern.compile("\\bused (\\d+)([KMG])|(\\d+)([KMG]) used");
    private static final Pattern SUBCLASS = Pattern.compile("(?m)^[| ]*\\|--(\\S+?)/");

    private final VirtualMachine machine;

    private LiveJvm(VirtualMachine machine) {
        this.machine = machine;
    }

    /** The JVMs that this user can watch, this one left out: each one's process id and main class. */
    public static List<String> all() {
        return VirtualMachine.list().stream()
                .filter(one -> !one.id().equals(ownPid()))
                .map(one -> one.id() + " " + one.displayName())
                .toList();
    }

    /**
     * Attaches to a JVM; what is surely none is not touched, because the request to attach would end it.
     *
     * @throws IllegalArgumentException if there is no such process, or it is no JVM
     * @throws CannotAttachException if it belongs to another user, or refuses
     */
    public static LiveJvm attach(long pid) throws CannotAttachException {
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .orElseThrow(() -> new IllegalArgumentException("there is no process " + pid));
        String id = Long.toString(pid);
        if (id.equals(ownPid())) {
            throw new IllegalArgumentException("process " + pid + " is this command itself");
        }
        Optional<String> owner = process.info().user();
        Optional<String> self = ProcessHandle.current().info().user();
        if (owner.isPresent() && self.isPresent() && !owner.equals(self)) {
            throw new CannotAttachException(
                    "process " + pid + " belongs to " + owner.get() + ": run this command as that user", null);
        }
        if (!isJvm(id)) {
            throw new IllegalArgumentException("process " + pid + " is no JVM of this user");
        }
        try {
            return new LiveJvm(VirtualMachine.attach(id));
        } catch (AttachNotSupportedException | IOException e) {
            throw new CannotAttachException(
                    "cannot attach to process " + pid + ": " + e.getMessage()
                            + "; start it without -XX:+DisableAttachMechanism, and if it runs in a container run this there",
                    e);
        }
    }

    private static String ownPid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static boolean isJvm(String id) {
        Path maps = Path.of("/proc", id, "maps");
        if (Files.exists(maps)) {
            // Latin-1, so that no file name in it can be malformed.
            try (Stream<String> lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
                return lines.anyMatch(line -> line.contains("/libjvm.so"));
            } catch (IOException | UncheckedIOException e) {
                return false;
            }
        }
        return VirtualMachine.list().stream().map(VirtualMachineDescriptor::id).anyMatch(id::equals);
    }

    /** Its process id. */
    public long pid() {
        return Long.parseLong(machine.id());
    }

    /** Whether the process still runs. */
    public boolean alive() {
        return ProcessHandle.of(pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    /** What one of {@code jcmd}'s commands answers. */
    String command(String line) throws IOException {
        try (InputStream answer = (InputStream) Class.forName("sun.tools.attach.HotSpotVirtualMachine")
                .getMethod("executeJCmd", String.class)
                .invoke(machine, line)) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(line + ": " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK does not pass jcmd's commands on: " + e, e);
        }
    }

    /** Counts its objects: the live ones after a full collection, or all that the last collection left and later code made. */
    Census count(boolean collected) throws IOException {
        Census census = Census.parse(command("GC.class_histogram" + (collected ? "" : " -all")));
        if (census.byClass().isEmpty()) {
            throw new IOException("process " + pid() + " does not count its objects");
        }
        return census;
    }

    /** The classes below a class, however deep. */
    List<String> subclasses(String name) throws IOException {
        return SUBCLASS.matcher(command("VM.class_hierarchy -s " + name))
                .results()
                .map(one -> one.group(1))
                .filter(found -> !found.equals(name))
                .toList();
    }

    /** Bytes of its heap in use, garbage included. */
    public long usedBytes() throws IOException {
        return usedBytes(command("GC.heap_info"));
    }

    /** Reads what {@code GC.heap_info} answers: each generation has a line, and so has the metaspace, which is no heap. */
    static long usedBytes(String answer) {
        long used = 0;
        for (String line : answer.lines().toList()) {
            Matcher cell = USED.matcher(line);
            if (!line.toLowerCase(Locale.ROOT).matches(".*(metaspace|class space).*") && cell.find()) {
                boolean after = cell.group(1) != null;
                long amount = Long.parseLong(cell.group(after ? 1 : 3));
                used += amount << (10 * (1 + "KMG".indexOf(cell.group(after ? 2 : 4))));
            }
        }
        return used;
    }

    /** The most that its heap may grow to. */
    long maxHeapBytes() throws IOException {
        Matcher flag = Pattern.compile("-XX:MaxHeapSize=(\\d+)").matcher(command("VM.flags"));
        if (flag.find()) {
            return Long.parseLong(flag.group(1));
        }
        throw new IOException("process " + pid() + " does not tell its heap's limit");
    }

    /** Whether its collector is one that keeps the service running and counts slowly: ZGC or Shenandoah. */
    public boolean countsSlowly() throws IOException {
        return command("VM.flags").matches("(?s).*-XX:\\+Use(Z|Shenandoah)GC.*");
    }

    /** Loads a native agent, or hands a further request to one that is loaded. */
    void loadLibrary(Path library, String options) throws IOException {
        try {
            machine.loadAgentPath(library.toString(), options);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException("the native agent is refused: " + e.getMessage(), e);
        }
    }

    /** Loads a Java agent and runs it. */
    void loadAgent(Path jar, String options) throws IOException {
        try {
            machine.loadAgent(jar.toString(), options);
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException("the Java agent is refused: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        machine.detach();
    }
}
