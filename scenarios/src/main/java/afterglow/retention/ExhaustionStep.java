package afterglow.retention;

import afterglow.jvm.ChildStep;
import afterglow.jvm.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends with a small heap, in a fresh JVM, until it is full or enough sends were made.
 *
 * @param heap its size, {@code 64m}
 * @param mostSends after which it has survived
 * @param atMost how long it sends; then it has survived as well
 * @param dump where the heap is dumped to when it is full; null for nowhere
 */
public record ExhaustionStep(
        Jdk jdk,
        String classPath,
        String strategy,
        String heap,
        Duration timeout,
        long mostSends,
        Duration atMost,
        @Nullable Path dump) {

    /** A slow start and a slow death, beyond the sends. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Pattern NO_HEAP = Pattern.compile(
            "OutOfMemoryError|Too small|Try increasing|Could not reserve|exceeds the maximum|Invalid maximum");

    public sealed interface Result {}

    /** It was still sending. */
    public record Lived(long sends, Duration time) implements Result {}

    /**
     * It ran into an OutOfMemoryError.
     *
     * @param sends before it, but for the last thousand
     * @param time how long it lived
     * @param top the classes with the most bytes at its death, the heaviest first; empty if it could not count any more
     */
    public record Died(long sends, Duration time, List<Remains> top) implements Result {}

    /** The objects of one class in a full heap. */
    public record Remains(String className, long objects, long bytes) {}

    /** No JVM with that heap gets to a first send; the reason in words. */
    public record NotStarted(String reason) implements Result {}

    /** It ended in some other way; the reason in words. */
    public record Failed(String reason) implements Result {}

    public Result run() throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(Collector.SERIAL.flags());
        options.add("-Xmx" + heap);
        // Where the last words are.
        options.add("-XX:+DisplayVMOutputToStderr");
        if (dump != null) {
            options.add("-XX:+HeapDumpOnOutOfMemoryError");
            options.add("-XX:HeapDumpPath=" + dump.toAbsolutePath());
        }
        Map<String, ?> arguments =
                Map.of("strategy", strategy, "timeout", timeout, "sends", mostSends, "at-most", atMost);
        ChildStep.Answers answers =
                new ChildStep(jdk, options, classPath, ExhaustionChild.class, arguments).run(atMost.plus(GRACE));
        Optional<Result> lived =
                answers.cells(ExhaustionChild.LIVED).map(cells -> new Lived(sends(cells), time(cells)));
        Optional<Result> died = answers.cells(ExhaustionChild.DIED)
                .map(cells -> new Died(
                        sends(cells),
                        time(cells),
                        answers.cells(ExhaustionChild.TOP)
                                .map(ExhaustionStep::remains)
                                .orElse(List.of())));
        return lived.or(() -> died).orElseGet(() -> {
            String reason = answers.result(
                    absent -> absent, failed -> failed, begun -> begun.end().inWords());
            boolean started = answers.cells(ExhaustionChild.READY).isPresent();
            return !started && NO_HEAP.matcher(answers.end().err()).find()
                    ? new NotStarted(reason)
                    : new Failed(reason);
        });
    }

    private static long sends(List<String> cells) {
        return Long.parseLong(cells.get(0));
    }

    private static Duration time(List<String> cells) {
        return Duration.ofNanos(Long.parseLong(cells.get(1)));
    }

    private static List<Remains> remains(List<String> cells) {
        List<Remains> top = new ArrayList<>();
        for (int i = 0; i + 2 < cells.size(); i += 3) {
            top.add(new Remains(cells.get(i), Long.parseLong(cells.get(i + 1)), Long.parseLong(cells.get(i + 2))));
        }
        return List.copyOf(top);
    }
}
