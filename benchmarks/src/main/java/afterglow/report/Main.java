package afterglow.report;

import afterglow.cli.BadInputException;
import afterglow.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The report's command line. Its exit codes are those of all commands: 2 for bad input, 3 where it cannot be written. */
@Command(
        name = "afterglow.report.Main",
        mixinStandardHelpOptions = true,
        description = "Writes one HTML page about a run, or about several side by side, from their CSV. Takes seconds.",
        footer = {
            "",
            "Examples:",
            "  java -cp benchmarks.jar afterglow.report.Main results/20260102T030405Z-jdk17",
            "  java -cp benchmarks.jar afterglow.report.Main results/reference/full results/20260102T030405Z-jdk17 --out both.html"
        })
public final class Main implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folder of a run.")
    private List<Path> runs = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The page (default: report.html, in the folder of a single run, or here for several).")
    private @Nullable Path file;

    public static void main(String[] args) {
        System.exit(Cli.of(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Path target = file != null ? file : runs.size() == 1 ? runs.get(0).resolve(Report.FILE) : Path.of(Report.FILE);
        if (Files.isDirectory(target)) {
            throw new BadInputException("--out '" + target + "' is a folder; name a file");
        }
        Report.write(runs, target);
        System.out.println(target);
        return 0;
    }
}
