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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running JVM of this user on this machine, asked through the attach mechanism: a local socket, no network. */
public final class LiveJvm implements AutoCloseable {

    /** A generation's line has a total before; lines of spaces have percents, those of the metaspace no total. */
    private static final Pattern USED =
            Pattern.compile("(?m)^.*(?:total.*|ZHeap +)used (\\d+)([KMG])|^ *(\\d+)([KMG]) used");

    private static final Pattern SUBCLASS = Pattern.compile("(?m)^[| ]*\\|--(\\S+?)/");
    private static final Pattern MAX_HEAP = Pattern.compile("-XX:MaxHeapSize=(\\d+)");
    private static final String SELF = Long.toString(ProcessHandle.current().pid());

    private final VirtualMachine machine;

    private LiveJvm(VirtualMachine machine) {
        this.machine = machine;
    }

    /** The JVMs that this user can watch, this one left out: process id and main class of each. */
    public static List<String> all() {
        return VirtualMachine.list().stream()
                .filter(one -> !one.id().equals(SELF))
                .map(one -> one.id() + " " + one.displayName())
                .toList();
    }

    /**
     * Attaches to a JVM. What is none is not touched: a request to attach would end it.
     *
     * @throws IllegalArgumentException if there is no such process, or it is no JVM
     * @throws IOException if it belongs to another user, or refuses
     */
    public static LiveJvm attach(long pid) throws IOException {
        String id = Long.toString(pid);
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(one -> one.isAlive() && !id.equals(SELF))
                .orElseThrow(() -> new IllegalArgumentException("there is no process " + pid + " besides this one"));
        String self = ProcessHandle.current().info().user().orElse("");
        String owner = process.info().user().orElse(self);
        if (!owner.equals(self)) {
            throw new IOException("process " + pid + " belongs to " + owner + ": run this command as that user");
        }
        try {
            if (!isJvm(id)) {
                throw new IllegalArgumentException("process " + pid + " is no JVM");
            }
            return new LiveJvm(VirtualMachine.attach(id));
        } catch (AttachNotSupportedException | IOException e) {
            String wayOut =
                    "; start it without -XX:+DisableAttachMechanism, and run this in its container if it has one";
            throw new IOException("cannot attach to process " + pid + ": " + e.getMessage() + wayOut, e);
        }
    }

    private static boolean isJvm(String id) throws IOException {
        Path maps = Path.of("/proc", id, "maps");
        return Files.exists(maps)
                // Latin-1, in which no file name is malformed.
                ? Files.readString(maps, StandardCharsets.ISO_8859_1).contains("/libjvm.so")
                : VirtualMachine.list().stream().anyMatch(one -> one.id().equals(id));
    }

    /** Its process id. */
    public long pid() {
        return Long.parseLong(machine.id());
    }

    /** Whether it still answers; a process that was killed may be listed until its parent has read its status. */
    public boolean answers() {
        try {
            return !command("VM.uptime").isEmpty();
        } catch (IOException gone) {
            return false;
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

    /** Counts its objects: those that live, after a full collection; or these and garbage. */
    Census count(boolean collected) throws IOException {
        Census census = Census.parse(command("GC.class_histogram" + (collected ? "" : " -all")));
        if (census.byClass().isEmpty()) {
            throw new IOException("it does not count its objects");
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

    /** Reads what {@code GC.heap_info} answers. */
    static long usedBytes(String answer) {
        return USED.matcher(answer).results().mapToLong(LiveJvm::bytes).sum();
    }

    private static long bytes(MatchResult used) {
        boolean first = used.group(1) != null;
        return Long.parseLong(used.group(first ? 1 : 3)) << (10 * (1 + "KMG".indexOf(used.group(first ? 2 : 4))));
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
        } catch (AgentLoadException | AgentInitializationException e) {
            throw new IOException("the agent is refused: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        machine.detach();
    }
}
