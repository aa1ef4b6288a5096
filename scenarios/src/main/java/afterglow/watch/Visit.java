package afterglow.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The time that a JVM is watched: what is switched on in it is switched off again, and the files are deleted, however this
 * ends; after Ctrl-C by a shutdown hook.
 */
final class Visit implements AutoCloseable {

    /** A step of it in the watched JVM. */
    interface Step {
        void run() throws IOException;
    }

    private final LiveJvm jvm;
    private final Path folder;
    private final Thread hook = new Thread(this::endQuietly, "afterglow-visit-end");
    private @Nullable Step pending;

    private Visit(LiveJvm jvm, Path folder) {
        this.jvm = jvm;
        this.folder = folder;
    }

    static Visit begin(LiveJvm jvm) throws IOException {
        Visit visit = new Visit(jvm, Files.createTempDirectory("afterglow-watch"));
        Runtime.getRuntime().addShutdownHook(visit.hook);
        return visit;
    }

    LiveJvm jvm() {
        return jvm;
    }

    /** A file for the time of the visit. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Switches something on, waits, and switches it off; returns for how many seconds it was on. */
    double during(Step on, Step off, long millis) throws IOException, InterruptedException {
        // Before it is on: an end that comes between the two finds it.
        exchange(off);
        try {
            on.run();
        } catch (IOException e) {
            exchange(null);
            throw e;
        }
        long begun = System.nanoTime();
        try {
            Thread.sleep(millis);
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            switchOff();
        }
    }

    private synchronized @Nullable Step exchange(@Nullable Step next) {
        Step previous = pending;
        pending = next;
        return previous;
    }

    private void switchOff() throws IOException {
        Step off = exchange(null);
        if (off != null) {
            off.run();
        }
    }

    private void endQuietly() {
        try {
            end();
        } catch (IOException e) {
            System.err.println("not all could be undone in process " + jvm.pid() + ": " + e.getMessage());
        }
    }

    private void end() throws IOException {
        try {
            switchOff();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> innermostFirst =
                        files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : innermostFirst) {
                    Files.delete(file);
                }
            } catch (NoSuchFileException e) {
                // Deleted by the other of the two ends.
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return;
        }
        end();
    }
}
