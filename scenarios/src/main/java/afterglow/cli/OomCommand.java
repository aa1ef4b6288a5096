package afterglow.cli;

import afterglow.jvm.Jdk;
import afterglow.results.Floors;
import afterglow.retention.Effort;
import afterglow.retention.ExhaustionStep;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code oom}: how many sends a small heap survives under a strategy, beside the naive one. */
@Command(
        name = "oom",
        description = {
            "Sends with a timeout until a small heap is full: first under " + Floors.NAIVE
                    + ", then under the strategy, which survives if it makes " + OomCommand.TIMES
                    + " times as many sends.",
            "Exit 1 if a strategy that declares to leave nothing behind does not survive, or makes too few sends to tell.",
            "",
            "Example: java -jar scenarios.jar oom reused --heap 64m"
        })
final class OomCommand implements Callable<Integer> {

    static final int TIMES = 100;

    private static final long NO_END = Long.MAX_VALUE / 2;

    @Parameters(paramLabel = "STRATEGY", description = "Id of a strategy, as 'list' prints it.")
    private String id = "";

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of each measured JVM (default: 64m).")
    private String heap = "64m";

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Timeout of each send (default: 3m).")
    private Duration timeout = Effort.DEFAULT_TIMEOUT;

    @Option(
            names = "--at-most",
            paramLabel = "DURATION",
            description = "Longest time for each of the two runs (default: 2m).")
    private Duration atMost = Duration.ofMinutes(2);

    @Option(
            names = "--dump",
            paramLabel = "FILE",
            description = "Writes a dump of the strategy's full heap to this file.")
    private @Nullable Path dump;

    @Mixin
    UserClassPath userClassPath = new UserClassPath();

    private final PrintStream console = System.out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!heap.matches("[1-9][0-9]{0,5}[mMgG]")) {
            throw new BadInputException("--heap: '" + heap + "' is not a size; write, for example, 64m or 1g");
        }
        Descriptor descriptor = Strategies.load().describe(id);
        Path target = dump;
        if (target != null) {
            requireNew(target);
        }
        console.printf(
                "Sends under %s, in a heap of %s, timeout %s; at most %s each.%n",
                id.equals(Floors.NAIVE) ? Floors.NAIVE : Floors.NAIVE + ", then under " + id,
                heap,
                DurationConverter.inWords(timeout),
                DurationConverter.inWords(atMost));
        ExhaustionStep.Result naive = run(Floors.NAIVE, NO_END, id.equals(Floors.NAIVE) ? target : null);
        if (id.equals(Floors.NAIVE)) {
            return naive instanceof ExhaustionStep.Failed ? Cli.GATE_FAILED : 0;
        }
        if (!(naive instanceof ExhaustionStep.Died died)) {
            if (naive instanceof ExhaustionStep.Lived) {
                console.println(Floors.NAIVE
                        + " did not fill the heap, so there is nothing to compare with; give a smaller --heap or a "
                        + "longer --at-most");
            }
            return Cli.GATE_FAILED;
        }
        long most = TIMES * died.sends();
        ExhaustionStep.Result result = run(id, most, target);
        boolean survived = false;
        if (result instanceof ExhaustionStep.Lived lived) {
            survived = lived.sends() >= most;
            String times = TIMES + " times the sends that filled the heap under " + Floors.NAIVE;
            String tooFew = ": too few to tell; give a longer --at-most or a smaller --heap.";
            console.println(survived ? id + " survived " + times + "." : id + " made fewer than " + times + tooFew);
        }
        boolean may = descriptor.retention() != Verdict.CLEAN && !(result instanceof ExhaustionStep.Failed);
        return survived || may ? 0 : Cli.GATE_FAILED;
    }

    private static void requireNew(Path target) {
        if (Files.exists(target)) {
            throw new BadInputException("--dump: there is a " + target + " already; name another file");
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder)) {
            throw new EnvironmentException("--dump: cannot write into the folder of " + target, null);
        }
    }

    private ExhaustionStep.Result run(String strategy, long most, @Nullable Path target)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        ExhaustionStep step =
                new ExhaustionStep(Jdk.current(), classPath, strategy, heap, timeout, most, atMost, target);
        ExhaustionStep.Result result = step.run();
        if (result instanceof ExhaustionStep.NotStarted small) {
            throw new BadInputException("--heap: a JVM with a heap of " + heap + " does not start: it " + small.reason()
                    + "; give more, such as 64m");
        } else if (result instanceof ExhaustionStep.Lived lived) {
            console.printf("%s: alive after %,d sends in %.1f s%n", strategy, lived.sends(), seconds(lived.time()));
        } else if (result instanceof ExhaustionStep.Failed failed) {
            console.println(TextTable.plain(strategy + ": its JVM " + failed.reason()));
        } else if (result instanceof ExhaustionStep.Died died) {
            console.printf(
                    "%s: OutOfMemoryError after %,d sends in %.1f s; the heap was full of%n",
                    strategy, died.sends(), seconds(died.time()));
            TextTable table = new TextTable("objects", "bytes", "class");
            died.top()
                    .forEach(remains -> table.add(
                            Long.toString(remains.objects()), Long.toString(remains.bytes()), remains.className()));
            console.print(table);
            if (target != null && Files.exists(target)) {
                console.println("Written: " + target);
            }
        }
        return result;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
