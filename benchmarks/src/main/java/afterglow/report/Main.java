package afterglow.report;

import afterglow.cli.BuildVersion;
import afterglow.results.MalformedTableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The report's command line. Its exit codes are those of all commands: 2 for bad input, 3 where it cannot be written. */
@Command(
        name = "afterglow.report.Main",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Makes one HTML page of a run's CSV, or of several runs side by side. Takes seconds.",
        footer = {
            "",
            "Examples:",
            "  java -cp benchmarks.jar afterglow.report.Main results/20260102T030405Z-jdk17",
            "  java -cp benchmarks.jar afterglow.report.Main results/reference/jdk17 results/reference/jdk25 --out both.html"
        })
public final class Main implements Callable<Integer> {

    private static final int BAD_INPUT = 2;
    private static final int ENVIRONMENT = 3;

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folder of a run.")
    private List<Path> runs = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The page; report.html in the folder of a single run, or here for several, unless given.")
    private @Nullable Path file;

    Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler((e, args) -> {
                    e.getCommandLine().getErr().println(oneLine(e) + "; see --help");
                    return BAD_INPUT;
                })
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public Integer call() throws IOException {
        Path target = file != null ? file : runs.size() == 1 ? runs.get(0).resolve(Report.FILE) : Path.of(Report.FILE);
        if (Files.isDirectory(target)) {
            throw new BadRunException("--out '" + target + "' is a folder; name a file");
        }
        Report.write(runs, target);
        System.out.println(target);
        return 0;
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof BadRunException || e instanceof MalformedTableException) {
            line.getErr().println(oneLine(e));
            return BAD_INPUT;
        }
        if (e instanceof FileSystemException unusable) {
            String why =
                    e instanceof AccessDeniedException ? "permission denied" : String.valueOf(unusable.getReason());
            line.getErr().println("cannot use '" + unusable.getFile() + "': " + why);
            return ENVIRONMENT;
        }
        throw e;
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
