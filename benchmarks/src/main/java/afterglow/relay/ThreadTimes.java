package afterglow.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How long a thread ran, and how long it was ready without a core, in ns. Only Linux reports it. */
record ThreadTimes(long ranNanos, long waitedNanos) {

    private static final Path THREADS = Path.of("/proc/self/task");

    /** The times of a thread by its folder; empty if it is gone, or the system does not tell. */
    static Optional<ThreadTimes> of(Path thread) {
        try {
            String[] times =
                    Files.readString(thread.resolve("schedstat")).strip().split(" ", -1);
            return Optional.of(new ThreadTimes(Long.parseLong(times[0]), Long.parseLong(times[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** The folders of the threads that are alive; empty if the system does not tell. */
    static List<Path> threads() {
        if (!Files.isDirectory(THREADS)) {
            return List.of();
        }
        try (Stream<Path> threads = Files.list(THREADS)) {
            return threads.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long each thread that is alive ran, in ns, by its folder; empty if the system does not tell. */
    static Map<Path, Long> ran() {
        Map<Path, Long> ran = new HashMap<>();
        threads().forEach(thread -> of(thread).ifPresent(times -> ran.put(thread, times.ranNanos())));
        return ran;
    }

    /** The folder of the first thread whose name, as the system cuts it, begins so. */
    static Optional<Path> named(String begin) {
        return threads().stream()
                .filter(thread -> name(thread).startsWith(begin))
                .findFirst();
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException ended) {
            // Between the list and the look ("No such file") or between opening and reading ("No such process").
            return "";
        }
    }
}
