package afterglow.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The time that a JVM is watched. What is switched on in it is switched off again and the files are deleted, however this
 * ends; after Ctrl-C by a shutdown hook.
 */
final class Visit implements AutoCloseable {

    /** A step in the watched JVM. */
    interface Step {
        void run() throws IOException;
    }

    private final LiveJvm jvm;
    private final Path folder;
    private @Nullable Step pending;
    private boolean ended;

    Visit(LiveJvm jvm) throws IOException {
        this.jvm = jvm;
        folder = Files.createTempDirectory("afterglow-watch");
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "afterglow-visit-end"));
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
        synchronized (this) {
            if (ended) {
                throw new IOException("the visit is over");
            }
            on.run();
            pending = off;
        }
        long begun = System.nanoTime();
        try {
            Thread.sleep(millis);
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            switchOff();
        }
    }

    private synchronized void switchOff() throws IOException {
        Step off = pending;
        pending = null;
        if (off != null) {
            off.run();
        }
    }

    private void interrupted() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("not all could be undone in process " + jvm.pid() + ": " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        try {
            switchOff();
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
