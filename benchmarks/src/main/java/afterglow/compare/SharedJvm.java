package afterglow.compare;

import afterglow.jvm.ChildJvm;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.CompilerHints;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;

/**
 * A fresh JVM that times several points of one strategy, one after the other, by JMH without forks. It has the compiler's
 * hints that JMH gives its forks, so that no benchmark is inlined into the loop that drives it. After each point its strategy
 * is closed; one whose abandoned timers live on in threads of the whole JVM, and still keep those busy, gets another JVM for
 * the next point.
 *
 * <p>What JMH measured comes back as JMH's own objects, which it made to be sent from fork to host.
 */
final class SharedJvm {

    private static final String MARK = "afterglow:jmh\t";
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    /** How late a timer of 1 ms may be although nothing holds it up. */
    private static final Duration QUIET = Duration.ofMillis(20);

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
     * @param failure what ended it before the others had any, in words; null if they are only to have another JVM
     */
    record Answer(
            List<Collection<RunResult>> results, @Nullable String failure) {}

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
        boolean ended = end.succeeded() && !results.isEmpty();
        return new Answer(List.copyOf(results), ended ? null : end.inWords());
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
    public static void main(String[] args) throws IOException, InterruptedException {
        ChildJvm.haltWithParent();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Iterations iterations = Effort.valueOf(args[1]).iterations(Forks.SHARED);
        int status = 0;
        try {
            List<String> points = List.of(args).subList(2, args.length);
            for (int i = 0; i < points.size() && (i == 0 || isQuiet(args[0])); i++) {
                Point point = Point.recorded(points.get(i));
                Iterations own = i == 0 ? iterations.first() : iterations;
                out.println(MARK
                        + encoded(new Runner(TimedRun.options(point, args[0], own)
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

    /** Whether nothing that a closed strategy left behind holds up the timers of its next one. */
    private static boolean isQuiet(String id) throws InterruptedException {
        Strategies strategies = Strategies.load();
        Descriptor descriptor = strategies.describe(id);
        if (descriptor.sharedThreads().isEmpty() || !descriptor.alwaysExpires() || !descriptor.inFlight()) {
            return true;
        }
        CountDownLatch expired = new CountDownLatch(1);
        try (TimeoutStrategy strategy = strategies.create(id);
                Timeout timeout = strategy.open(ticket -> expired.countDown())) {
            timeout.arm(TimeUnit.MILLISECONDS.toNanos(1), 1);
            boolean soon = expired.await(QUIET.plus(descriptor.granularity()).toNanos(), TimeUnit.NANOSECONDS);
            timeout.disarm();
            return soon;
        }
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
