package afterglow.retention;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends with a small heap, in a fresh JVM, until it is full or enough of them were made.
 *
 * @param jdk what that runs on
 * @param classPath ours, and a user's own strategies
 * @param strategy its id
 * @param heapMebibytes its heap
 * @param timeout of each send
 * @param mostSends after which it has survived
 * @param atMost how long it sends; then it has survived as well
 * @param dump where the heap is dumped to when it is full; null for nowhere
 */
public record ExhaustionStep(
        Jdk jdk,
        String classPath,
        String strategy,
        int heapMebibytes,
        Duration timeout,
        long mostSends,
        Duration atMost,
        @Nullable Path dump) {

    /** A slow start and a slow death, beyond the sends. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** What came of it. */
    public sealed interface Result {}

    /** It was still sending. */
    public record Lived(long sends, Duration time) implements Result {}

    /**
     * It ran into an OutOfMemoryError.
     *
     * @param sends before it, but for the last thousand
     * @param time how long it lived
     * @param top the classes with the most bytes at its death, the heaviest first
     */
    public record Died(long sends, Duration time, List<Remains> top) implements Result {}

    /** What a dead heap was full of. */
    public record Remains(String className, long objects, long bytes) {}

    /** The heap is too small for the JVM to come to its first send, in words. */
    public record NotStarted(String reason) implements Result {}

    /** It ended in some other way, in words. */
    public record Failed(String reason) implements Result {}

    /** Runs it. */
    public Result run() throws IOException, InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        ChildJvm.End end = child().run(atMost.plus(GRACE), line -> {
            if (line.startsWith("afterglow:")) {
                lines.add(line);
            }
        });
        Result result = null;
        boolean ready = false;
        for (String line : lines) {
            List<String> cells = List.of(line.split("\t", -1));
            switch (cells.get(0)) {
                case ExhaustionChild.READY -> ready = true;
                case ExhaustionChild.LIVED ->
                    result = new Lived(Long.parseLong(cells.get(1)), ExhaustionChild.nanos(cells.get(2)));
                case ExhaustionChild.DIED ->
                    result = new Died(Long.parseLong(cells.get(1)), ExhaustionChild.nanos(cells.get(2)), List.of());
                case ExhaustionChild.TOP -> {
                    if (result instanceof Died died) {
                        result = new Died(died.sends(), died.time(), remains(cells));
                    }
                }
                default -> throw new IOException("a child JVM printed '" + line + "'");
            }
        }
        if (result != null) {
            return result;
        }
        return ready || end.timedOut() ? new Failed(end.inWords()) : new NotStarted(end.inWords());
    }

    private static List<Remains> remains(List<String> cells) {
        List<Remains> top = new ArrayList<>();
        for (int i = 1; i + 2 < cells.size(); i += 3) {
            top.add(new Remains(cells.get(i), Long.parseLong(cells.get(i + 1)), Long.parseLong(cells.get(i + 2))));
        }
        return List.copyOf(top);
    }

    private ChildJvm child() {
        List<String> options = new ArrayList<>(jdk.quietFlags());
        options.add("-Xmx" + heapMebibytes + "m");
        options.addAll(Collector.SERIAL.flags());
        if (dump != null) {
            options.add("-XX:+HeapDumpOnOutOfMemoryError");
            options.add("-XX:HeapDumpPath=" + dump.toAbsolutePath());
        }
        return new ChildJvm(
                jdk,
                options,
                classPath,
                ExhaustionChild.class.getName(),
                List.of(
                        strategy,
                        Long.toString(timeout.toNanos()),
                        Long.toString(mostSends),
                        Long.toString(atMost.toNanos())));
    }
}
