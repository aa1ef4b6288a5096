package afterglow.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This JVM's threads as Linux counts them; nothing at all on another system. */
final class SystemThreads {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final String VOLUNTARY = "voluntary_ctxt_switches:";

    /** Linux keeps so much of a thread's name. */
    private static final int NAME_CHARS = 15;

    private SystemThreads() {}

    static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), NAME_CHARS));
    }

    static Set<Path> tasks() throws IOException {
        if (!Files.isReadable(TASKS)) {
            return Set.of();
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.collect(Collectors.toUnmodifiableSet());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** How often threads of these names went to sleep, but for those that were there before. */
    static long wakes(Set<String> names, Set<Path> others) throws IOException {
        long wakes = 0;
        for (Path task : tasks()) {
            if (!others.contains(task)) {
                wakes += names.contains(read(task.resolve("comm")).strip()) ? voluntary(task) : 0;
            }
        }
        return wakes;
    }

    private static long voluntary(Path task) {
        return read(task.resolve("status"))
                .lines()
                .filter(line -> line.startsWith(VOLUNTARY))
                .mapToLong(line ->
                        Long.parseLong(line.substring(VOLUNTARY.length()).strip()))
                .sum();
    }

    /** What a file of the system says; nothing if its thread has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // "No such file" or "No such process": it ended between two looks.
            return "";
        }
    }
}
