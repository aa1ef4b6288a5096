package afterglow.bench;

import afterglow.cli.Cli;
import afterglow.jvm.Relaunch;
import afterglow.results.Build;
import afterglow.results.RunFolder;
import afterglow.timeout.StrategyLoadException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.ProfilersFailedException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.UnCloseablePrintStream;

/**
 * The command line of benchmarks.jar: JMH's own, over the registry.
 *
 * <p>{@code -p strategy} defaults to every strategy that the JDK can run; parameters are checked before anything is measured; without
 * arguments a bounded set runs; without {@code -rff} the results go to a new folder under {@code results/}; a failed benchmark is exit 1.
 */
public final class Main {

    /** What runs without arguments: what most users ask for first, in a quarter of an hour. */
    static final String[] FIRST_LOOK =
            ("BroadcastBenchmark|InFlightBenchmark|RequestBenchmark|ExpiryBenchmark|HandWritten"
                            + " -p strategy=none,scheduled-abandoned,scheduled-cancelled,scheduled-removed,reused,ticker,wheel,netty-wheel"
                            + " -p subscribers=100 -p outstanding=1000 -p storm=10000")
                    .split(" ");

    private Main() {}

    public static void main(String[] args) throws Exception {
        if (Relaunch.needed()) {
            System.exit(Relaunch.run(Main.class, args));
        }
        Relaunch.haltWithParent();
        if (List.of(args).contains("--version")) {
            System.out.println(Build.current().inWords());
            return;
        }
        if (args.length == 0) {
            System.out.println(
                    "# A first look, eight strategies. The rest: java -jar benchmarks.jar Broadcast (or another that"
                            + " -l lists) measures every strategy at every size; -p strategy=A,B and -p subscribers=N say which");
        }
        System.exit(run(args.length == 0 ? FIRST_LOOK : args));
    }

    /** JMH knows short names for its own profilers only. */
    private static String[] withOwnProfiler(String[] args) {
        return IntStream.range(0, args.length)
                .mapToObj(i -> i > 0 && args[i - 1].equals("-prof") && args[i].equals("retained")
                        ? RetainedProfiler.class.getName()
                        : args[i])
                .toArray(String[]::new);
    }

    private static int run(String[] args) throws IOException, RunnerException {
        try {
            CommandLineOptions asked = new CommandLineOptions(withOwnProfiler(args));
            if (asked.shouldHelp() || asked.shouldListProfilers() || asked.shouldListResultFormats()) {
                org.openjdk.jmh.Main.main(args);
                return 0;
            }
            List<Selection> runs = Selection.of(asked, parameterNames(args));
            if (asked.shouldList()) {
                new Runner(asked).list();
            } else if (asked.shouldListWithParams()) {
                for (Selection run : runs) {
                    new Runner(run.options()).listWithParams(completed(run));
                }
            } else {
                return measure(asked, runs);
            }
            return 0;
        } catch (CommandLineOptionException e) {
            return badInput(e.getMessage() + "; see java -jar benchmarks.jar -h");
        } catch (ProfilersFailedException e) {
            return badInput("a profiler cannot be used: " + e.getCause().getMessage());
        } catch (StrategyLoadException | IllegalArgumentException e) {
            return badInput(String.valueOf(e.getMessage()));
        } catch (FileSystemException e) {
            System.err.println("results cannot be written to '" + e.getFile() + "'; name a file with -rff");
            return Cli.ENVIRONMENT;
        }
    }

    /** The selection as arguments: JMH's {@code -lp} shows parameters of a command line only. */
    private static CommandLineOptions completed(Selection selection) throws CommandLineOptionException {
        Stream<String> given = selection.parameters().entrySet().stream()
                .flatMap(parameter ->
                        Stream.of("-p", parameter.getKey() + "=" + String.join(",", parameter.getValue())));
        return new CommandLineOptions(Stream.concat(Stream.of("-lp"), given).toArray(String[]::new));
    }

    /** The names after {@code -p}; JMH's options give a parameter's values, but do not list the names. */
    static List<String> parameterNames(String[] args) {
        return IntStream.range(1, args.length)
                .filter(i -> args[i - 1].equals("-p"))
                .mapToObj(i -> args[i].split("=", 2)[0])
                .toList();
    }

    private static int measure(CommandLineOptions asked, List<Selection> runs) throws IOException, RunnerException {
        int forks = runs.stream().mapToInt(Selection::forks).sum();
        Duration estimate = runs.stream().map(Selection::estimate).reduce(Duration.ZERO, Duration::plus);
        System.out.printf(
                "# Afterglow: %d forks, about %d min %02d s%n", forks, estimate.toMinutes(), estimate.toSecondsPart());
        runs.get(0).absences().forEach(absence -> System.out.println("# " + absence));
        List<RunResult> results = run(asked, runs);
        int points = runs.stream().mapToInt(Selection::points).sum();
        int missing = points - results.size();
        if (missing > 0) {
            System.err.println(missing + " of " + points + " benchmarks failed; what they said stands above");
        }
        List<String> doubts = HandWrittenBenchmark.doubts(results);
        doubts.forEach(System.err::println);
        return missing > 0 || !doubts.isEmpty() ? Cli.GATE_FAILED : 0;
    }

    /** Measures; the results go into the file that was asked for, or one by one into a new folder below {@code results}. */
    private static List<RunResult> run(CommandLineOptions asked, List<Selection> runs)
            throws IOException, RunnerException {
        List<RunResult> results = new ArrayList<>();
        if (asked.getResult().hasValue()) {
            for (Selection run : runs) {
                results.addAll(new Runner(run.options()).run());
            }
            // JMH wrote the last run's only.
            ResultFormatType format = asked.getResultFormat().orElse(Defaults.RESULT_FORMAT);
            ResultFormatFactory.getInstance(format, asked.getResult().get()).writeOut(results);
            return results;
        }
        Path folder = RunFolder.claim(RunFolder.fresh());
        System.out.println("# Results: " + folder);
        ResultFormatType further = asked.getResultFormat().orElse(ResultFormatType.CSV);
        Set<ResultFormatType> formats = EnumSet.of(ResultFormatType.CSV, ResultFormatType.JSON, further);
        JmhFiles files = new JmhFiles(folder, formats);
        try (PrintStream out = output(asked)) {
            for (Selection run : runs) {
                OutputFormat shown = OutputFormatFactory.createFormatInstance(
                        out, run.options().verbosity().orElse(VerboseMode.NORMAL));
                results.addAll(new Runner(run.options(), files.listeningTo(shown)).run());
            }
        }
        System.out.println("# Results: " + folder);
        return results;
    }

    private static PrintStream output(CommandLineOptions asked) throws IOException {
        return asked.getOutput().hasValue()
                ? new PrintStream(asked.getOutput().get(), StandardCharsets.UTF_8)
                : new UnCloseablePrintStream(System.out, StandardCharsets.UTF_8);
    }

    private static int badInput(String message) {
        System.err.println(message.strip().replaceAll("\\s*\\R\\s*", " "));
        return Cli.BAD_INPUT;
    }
}
