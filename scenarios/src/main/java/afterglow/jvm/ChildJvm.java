package afterglow.jvm;

import afterglow.timeout.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A fresh JVM that runs one class of ours to its end, or is ended.
 *
 * <p>It never outlives this one: it is killed when its time is over or this JVM exits, and it halts by itself when its
 * parent was killed, see {@link #haltWithParent}.
 *
 * @param mainClass what it runs; its first act is {@link #haltWithParent}
 */
public record ChildJvm(Jdk jdk, List<String> options, String classPath, String mainClass, List<String> arguments) {

    /** What the launcher says after the JVM has said why it does not start. */
    private static final List<String> LAUNCHER = List.of(
            "Error: Could not create the Java Virtual Machine.",
            "Error: A fatal exception has occurred. Program will exit.");

    private static final int READ_WITHIN_SECONDS = 10;

    /**
     * How a child ended.
     *
     * @param timedOut whether it was killed because its time was over
     * @param out what it printed and no line consumer took
     */
    public record End(int status, boolean timedOut, String out, String err) {

        public boolean succeeded() {
            return status == 0 && !timedOut;
        }

        /** Its end in one line, for people: its last words, or its status. */
        public String inWords() {
            if (timedOut) {
                return "did not end in time and was killed";
            }
            String lastWords = err.lines()
                    // Not where in the code, but what.
                    .filter(line -> !line.isBlank() && !line.startsWith("\t") && !LAUNCHER.contains(line))
                    .reduce((a, b) -> b)
                    .orElse("");
            return lastWords.isEmpty()
                    ? "ended with status " + status
                    : "ended with status " + status + ": " + lastWords;
        }
    }

    /** Runs it and returns how it ended, with all that it printed. */
    public End run(Duration atMost) throws IOException, InterruptedException {
        StringBuilder out = new StringBuilder();
        End end = run(atMost, line -> out.append(line).append('\n'));
        return new End(end.status(), end.timedOut(), out.toString(), end.err());
    }

    /** Runs it, and kills it when its time is over; hands on each line that it prints, in order, from another thread. */
    public End run(Duration atMost, Consumer<String> lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command()).start();
        Thread reaper = new Thread(process::destroyForcibly, "afterglow-reaper");
        Runtime.getRuntime().addShutdownHook(reaper);
        ExecutorService readers = Executors.newFixedThreadPool(2, DaemonThreads.named("child-reader"));
        try {
            LastWords lastWords = new LastWords();
            Future<?> err = readers.submit(
                    () -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(lastWords::add));
            Future<?> out = readers.submit(
                    () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(lines));
            boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                // By its handle, which leaves the streams open: a reader may still be on its way to their end.
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            for (Future<?> reader : List.of(out, err)) {
                reader.get(READ_WITHIN_SECONDS, TimeUnit.SECONDS);
            }
            return new End(process.exitValue(), !ended, "", lastWords.toString());
        } catch (TimeoutException e) {
            throw new IOException("a child JVM ended, but a process that it started holds its output open", e);
        } catch (ExecutionException e) {
            throw new IOException("what a child JVM printed could not be read: " + e.getCause(), e);
        } finally {
            process.destroyForcibly();
            readers.shutdownNow();
            release(reaper);
        }
    }

    public List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /**
     * Makes this JVM, a child, halt when its parent is gone; to be called first by the child's main method. The parent never
     * writes to its child, so the end of the standard input is the end of the parent.
     */
    public static void haltWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // A broken pipe tells the same as its end.
                        Runtime.getRuntime().halt(143);
                    }
                    Runtime.getRuntime().halt(143);
                },
                "afterglow-parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void release(Thread reaper) {
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException shuttingDown) {
            // Then the hooks run already, and this one has reaped.
            return;
        }
    }
}
