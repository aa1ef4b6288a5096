package afterglow.bench;

import afterglow.cli.Cli;
import afterglow.jvm.Relaunch;
import afterglow.results.RunFolder;
import afterglow.timeout.StrategyLoadException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.ProfilersFailedException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The command line of benchmarks.jar: JMH's own, over the registry.
 *
 * <p>What it adds: {@code -p strategy} is every strategy that the JDK can run unless it is given; parameters are checked
 * before anything is measured; without arguments it runs a bounded set; without {@code -rff} the results go to a folder
 * of their own under {@code results/}; a benchmark that failed is told, and is exit 1.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        if (Relaunch.needed()) {
            System.exit(Relaunch.run(Main.class, args));
        }
        Relaunch.haltWithParent();
        System.exit(run(args));
    }

    private static int run(String[] args) throws IOException, RunnerException {
        try {
            CommandLineOptions asked = new CommandLineOptions(args);
            if (asked.shouldHelp()) {
                asked.showHelp();
            } else if (asked.shouldListProfilers()) {
                asked.listProfilers();
            } else if (asked.shouldListResultFormats()) {
                asked.listResultFormats();
            } else {
                Selection selection =
                        args.length == 0 ? Selection.bounded() : Selection.of(asked, parameterNames(args));
                if (asked.shouldList()) {
                    new Runner(selection.options()).list();
                } else if (asked.shouldListWithParams()) {
                    new Runner(asked).listWithParams(completed(selection));
                } else {
                    return measure(asked, selection);
                }
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

    /** What was selected, as arguments, with the parameters that the registry gives; JMH lists none but a command line's. */
    private static CommandLineOptions completed(Selection selection) throws CommandLineOptionException {
        Stream<String> given = selection.parameters().entrySet().stream()
                .flatMap(parameter ->
                        Stream.of("-p", parameter.getKey() + "=" + String.join(",", parameter.getValue())));
        return new CommandLineOptions(Stream.concat(Stream.of("-lp"), given).toArray(String[]::new));
    }

    /** The names after {@code -p}; JMH's options tell a parameter's values to those only who know its name. */
    static List<String> parameterNames(String[] args) {
        return IntStream.range(1, args.length)
                .filter(i -> args[i - 1].equals("-p"))
                .mapToObj(i -> args[i].split("=", 2)[0])
                .toList();
    }

    private static int measure(CommandLineOptions asked, Selection selection) throws IOException, RunnerException {
        int forks = selection.forks();
        Duration estimate = selection.estimate();
        System.out.printf(
                "# Afterglow: %d forks, about %d min %02d s%n", forks, estimate.toMinutes(), estimate.toSecondsPart());
        Options options = selection.options();
        if (asked.getResult().hasValue()) {
            return tell(selection, new Runner(options).run().size());
        }
        Path folder = RunFolder.claim(RunFolder.fresh());
        System.out.println("# Results: " + folder);
        List<ResultFormatType> formats = asked.getResultFormat().hasValue()
                ? List.of(
                        ResultFormatType.CSV,
                        ResultFormatType.JSON,
                        asked.getResultFormat().get())
                : List.of(ResultFormatType.CSV, ResultFormatType.JSON);
        try (PrintStream out = output(asked)) {
            OutputFormat shown = OutputFormatFactory.createFormatInstance(
                    out, options.verbosity().orElse(VerboseMode.NORMAL));
            JmhFiles files = new JmhFiles(folder, formats);
            Collection<?> results = new Runner(options, files.listeningTo(shown)).run();
            System.out.println("# Results: " + folder);
            return tell(selection, results.size());
        }
    }

    private static int tell(Selection selection, int measured) {
        int missing = selection.points() - measured;
        if (missing > 0) {
            System.err.println(
                    missing + " of " + selection.points() + " benchmarks failed; what they said stands above");
            return Cli.GATE_FAILED;
        }
        return 0;
    }

    private static PrintStream output(CommandLineOptions asked) throws IOException {
        return asked.getOutput().hasValue()
                ? new PrintStream(asked.getOutput().get(), StandardCharsets.UTF_8)
                : new PrintStream(System.out, true, StandardCharsets.UTF_8);
    }

    private static int badInput(String message) {
        System.err.println(message.strip().replaceAll("\\s*\\R\\s*", " "));
        return Cli.BAD_INPUT;
    }
}
