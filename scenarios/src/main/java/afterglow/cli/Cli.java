package afterglow.cli;

import afterglow.results.MalformedTableException;
import afterglow.timeout.StrategyLoadException;
import afterglow.timeout.UnknownStrategyException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * What all commands have in common: picocli, and one clear line for whatever is wrong.
 *
 * <p>Exit codes: 0 done; 1 a gate failed, or the command failed in a way that no input explains; 2 bad input; 3 the
 * environment cannot.
 */
public final class Cli {

    /** A gate failed. */
    public static final int GATE_FAILED = 1;

    /** The input is bad. */
    public static final int BAD_INPUT = 2;

    /** The environment cannot: JDK too old, folder not writable, no memory. */
    public static final int ENVIRONMENT = 3;

    private Cli() {}

    /** A command line over an annotated command, with our exit codes and one-line errors on the error stream. */
    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setParameterExceptionHandler(Cli::badParameter)
                .setExecutionExceptionHandler(Cli::failed);
    }

    private static int badParameter(ParameterException e, String[] args) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        e.getCommandLine().getErr().println(oneLine(e) + "; see " + name + " --help");
        return BAD_INPUT;
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        if (e instanceof BadInputException
                || e instanceof UnknownStrategyException
                || e instanceof StrategyLoadException
                || e instanceof MalformedTableException) {
            line.getErr().println(oneLine(e));
            return BAD_INPUT;
        }
        if (e instanceof EnvironmentException) {
            line.getErr().println(oneLine(e));
            return ENVIRONMENT;
        }
        if (e instanceof FileSystemException file) {
            line.getErr().println("cannot use '" + file.getFile() + "': " + reason(file));
            return ENVIRONMENT;
        }
        // Nobody foresaw it, so whoever reports it needs the whole trace.
        e.printStackTrace(line.getErr());
        return GATE_FAILED;
    }

    private static String reason(FileSystemException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e.getReason() != null) {
            return e.getReason();
        }
        return e instanceof NoSuchFileException
                ? "no such file or folder, and it cannot be made"
                : e.getClass().getSimpleName();
    }

    private static String oneLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
