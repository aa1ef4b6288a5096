package afterglow.relay;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.jvm.LastWords;
import afterglow.timeout.DaemonThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.CompilerHints;

/** A running JVM of a relay. A thread of its own puts its output lines into the queue that all JVMs of the relay share. */
final class RelayJvm {

    /** A line of a JVM's output; null when the JVM ended. */
    record Message(RelayJvm jvm, @Nullable String line) {}

    private final Entrant entrant;
    private final Process process;
    private final LastWords lastWords = new LastWords();
    private volatile @Nullable String reason;
    private final Thread errors;

    private RelayJvm(Entrant entrant, Process process, BlockingQueue<Message> messages) {
        this.entrant = entrant;
        this.process = process;
        Thread answers = DaemonThreads.named("relay-answers").newThread(() -> {
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    messages.add(new Message(this, line));
                }
            } catch (IOException e) {
                // Its end shows as the end of its answers does.
                lastWords.add("its answers could not be read: " + e.getMessage());
            }
            messages.add(new Message(this, null));
        });
        errors = DaemonThreads.named("relay-errors")
                .newThread(() ->
                        process.errorReader(StandardCharsets.UTF_8).lines().forEach(lastWords::add));
        answers.start();
        errors.start();
    }

    static RelayJvm start(
            Entrant entrant, Jdk jdk, int heapMegabytes, String classPath, BlockingQueue<Message> messages)
            throws IOException {
        List<String> options = new ArrayList<>();
        CompilerHints.addCompilerHints(options);
        options.add("-Djmh.ignoreLock=true");
        options.add("-XX:+ExitOnOutOfMemoryError");
        // What the JVM itself says of its end is no answer.
        options.add("-XX:+DisplayVMOutputToStderr");
        options.addAll(JvmOptions.of(entrant.setup(), jdk, heapMegabytes));
        ChildJvm child = new ChildJvm(jdk, options, classPath, RelayChild.class.getName(), List.of(entrant.strategy()));
        return new RelayJvm(entrant, new ProcessBuilder(child.command()).start(), messages);
    }

    Entrant entrant() {
        return entrant;
    }

    /** Gives it a command. If it is gone, the end of its output shows that. */
    void tell(String command) {
        try {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            lastWords.add("it took no command any more: " + e.getMessage());
        }
    }

    /** Ends it, by its handle, which leaves the streams open: a reader may still be on its way to their end. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    String end() throws InterruptedException {
        int status = process.waitFor();
        errors.join(1_000);
        return new ChildJvm.End(status, false, "", Objects.requireNonNullElse(reason, lastWords.toString())).inWords();
    }

    /** Sets the reason that {@link #end} gives in place of the last line it printed. */
    void endsBecause(String why) {
        reason = why;
    }
}
