package afterglow.compare;

import afterglow.jvm.ChildJvm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.CompilerHints;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * A fresh JVM that times several points of one strategy, one after the other, by JMH without forks. It has the compiler's
 * hints that JMH gives its forks, so that no benchmark is inlined into the loop that drives it. After each point its strategy
 * is closed.
 *
 * <p>What JMH measured comes back as JMH's own objects, which it made to be sent from fork to host.
 */
final class SharedJvm {

    private static final String MARK = "afterglow:jmh\t";
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final String IGNORE_LOCK = "jmh.ignoreLock";

    private final Step.Timed step;
    private final Effort effort;
    private final String classPath;

    SharedJvm(Step.Timed step, Effort effort, String classPath) {
        this.step = step;
        this.effort = effort;
        this.classPath = classPath;
    }

    /**
     * What came of it.
     *
     * @param results of the first so many points
     * @param end how it ended, in words; what it says concerns the first point without results
     */
    record Answer(List<Collection<RunResult>> results, String end) {}

    /** Runs it, for some points of the step. */
    Answer run(List<Point> points) throws IOException, InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        ChildJvm.End end = child(points).run(AT_MOST, line -> {
            if (line.startsWith(MARK)) {
                lines.add(line.substring(MARK.length()));
            }
        });
        TimedRun.requireNoOther(end.err());
        List<Collection<RunResult>> results = new ArrayList<>();
        for (String line : lines) {
            results.add(decoded(line));
        }
        return new Answer(List.copyOf(results), end.inWords());
    }

    private ChildJvm child(List<Point> points) {
        List<String> options = new ArrayList<>();
        CompilerHints.addCompilerHints(options);
        if (System.getProperty(IGNORE_LOCK) != null) {
            options.add("-D" + IGNORE_LOCK + "=" + System.getProperty(IGNORE_LOCK));
        }
        options.addAll(step.variant().flags());
        return new ChildJvm(
                step.variant().jdk(),
                options,
                classPath,
                SharedJvm.class.getName(),
                Stream.concat(
                                Stream.of(step.strategy(), effort.name()),
                                points.stream().map(Point::identity))
                        .toList());
    }

    /** What the fresh JVM runs; the arguments are a strategy, an effort, and points. */
    @SuppressWarnings("SystemExitOutsideMain") // a strategy's own threads must not keep a finished child alive
    public static void main(String[] args) throws IOException {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Iterations iterations = Effort.valueOf(args[1]).iterations(Forks.SHARED);
        int status = 0;
        try {
            for (String point : List.of(args).subList(2, args.length)) {
                Iterations own = point.equals(args[2]) ? iterations.first() : iterations;
                out.println(MARK
                        + encoded(new Runner(TimedRun.options(Point.recorded(point), args[0], own)
                                        .forks(0)
                                        .build())
                                .run()));
            }
        } catch (RunnerException e) {
            // Its one last line is what the parent shows.
            System.err.println(StepFailedException.reason(e));
            status = 1;
        }
        System.exit(status);
    }

    private static String encoded(Collection<RunResult> results) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ArrayList<>(results));
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static Collection<RunResult> decoded(String line) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(line);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return ((List<?>) in.readObject())
                    .stream().map(RunResult.class::cast).toList();
        } catch (ClassNotFoundException e) {
            throw new UncheckedIOException(new IOException("a child JVM's results are of another version of JMH", e));
        }
    }
}
