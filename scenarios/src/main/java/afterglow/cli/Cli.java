package afterglow.cli;

import afterglow.jvm.Jdk;
import afterglow.jvm.Relaunch;
import afterglow.results.BenchmarkPoint;
import afterglow.results.Build;
import afterglow.results.MalformedTableException;
import afterglow.results.RunFolder;
import afterglow.results.Schema;
import afterglow.results.Table;
import afterglow.timeout.StrategyLoadException;
import afterglow.timeout.UnknownStrategyException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/**
 * What all commands have in common: picocli, and one clear line for whatever is wrong.
 *
 * <p>Exit codes: 0 done; 1 a gate failed, or the command failed in a way that no input explains; 2 bad input; 3 the
 * environment cannot: JDK too old, folder not writable, no memory.
 */
public final class Cli {

    public static final int GATE_FAILED = 1;
    public static final int BAD_INPUT = 2;
    public static final int ENVIRONMENT = 3;

    private Cli() {}

    /** A command line over an annotated command, with our version, exit codes and one-line errors on the error stream. */
    public static CommandLine of(Object command) {
        CommandLine line = new CommandLine(command)
                .registerConverter(Duration.class, new DurationConverter())
                .registerConverter(Jdk.class, home -> meant(() -> Jdk.at(Path.of(home))))
                .registerConverter(BenchmarkPoint.class, point -> meant(() -> BenchmarkPoint.of(point)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(110)
                .setExecutionStrategy(parsed -> execute(parsed, false))
                .setParameterExceptionHandler(Cli::badParameter)
                .setExecutionExceptionHandler(Cli::failed);
        String version = Build.current().inWords();
        line.getSubcommands().values().forEach(verb -> verb.getCommandSpec().version(version));
        line.getCommandSpec().version(version);
        return line;
    }

    /** An option after a space, its value in quotes if a shell would take it apart; empty for an empty value. */
    public static String option(String name, String value) {
        String quoted = value.matches("[A-Za-z0-9,.:_/-]*") ? value : "'" + value + "'";
        return value.isEmpty() ? "" : " " + name + quoted;
    }

    /** Converts an option's value; the message of an IllegalArgumentException goes to the user. */
    private static <T> T meant(Supplier<T> meaning) {
        try {
            return meaning.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** The folder that a command writes to: the one that is named, which must be empty or new, or one below results. */
    public static Path claim(@Nullable Path out, String wayOut) throws IOException {
        Path folder = out == null ? RunFolder.fresh() : out;
        try {
            return RunFolder.claim(folder);
        } catch (FileAlreadyExistsException e) {
            throw new BadInputException("--out: '" + folder + "' is not an empty folder; " + wayOut, e);
        }
    }

    /** Runs what was parsed: here, or in a new JVM if it needs one, or names jars that must come first on the class path. */
    public static int execute(ParseResult parsed, boolean elsewhere) {
        ParseResult verb = parsed;
        while (verb.hasSubcommand()) {
            verb = verb.subcommand();
        }
        String entries = verb.matchedOptionValue(UserClassPath.OPTION, "");
        if (!elsewhere && (entries.isEmpty() || Relaunch.isFirst(entries))) {
            // Figures have a point, as in the CSV, whatever the machine's language.
            Locale.setDefault(Locale.ROOT);
            return new RunLast().execute(parsed);
        }
        try {
            Class<?> mainClass = parsed.commandSpec().userObject().getClass();
            return Relaunch.run(mainClass, entries, parsed.originalArgs());
        } catch (IOException | InterruptedException e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Makes empty tables in a folder that has none of them yet; a useless folder is found before any work. */
    static List<Table> newTables(Path folder, Schema... schemas) throws IOException {
        Files.createDirectories(folder);
        for (Schema schema : schemas) {
            Path file = folder.resolve(schema.file());
            if (Files.exists(file)) {
                throw new BadInputException("--out: there is a " + file + " already; name another folder");
            }
        }
        List<Table> tables = new ArrayList<>();
        for (Schema schema : schemas) {
            Table.replace(folder, schema, List.of());
            tables.add(Table.open(folder, schema));
        }
        return tables;
    }

    private static int badParameter(ParameterException e, String[] args) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        e.getCommandLine().getErr().println(oneLine(e) + "; see " + name + " --help");
        return BAD_INPUT;
    }

    private static int failed(Exception e, CommandLine line, ParseResult parsed) {
        boolean badInput = e instanceof BadInputException
                || e instanceof UnknownStrategyException
                || e instanceof StrategyLoadException
                || e instanceof MalformedTableException;
        boolean noRoom = e instanceof IOException && oneLine(e).matches(".*(No space left|Cannot allocate memory).*");
        if (badInput || noRoom || e instanceof EnvironmentException) {
            line.getErr().println(oneLine(e));
            return badInput ? BAD_INPUT : ENVIRONMENT;
        }
        if (e instanceof FileAlreadyExistsException file) {
            line.getErr().println("'" + file.getFile() + "' is a file; name a folder");
            return BAD_INPUT;
        }
        if (e instanceof FileSystemException file) {
            line.getErr().println("cannot use '" + file.getFile() + "': " + reason(file));
            return ENVIRONMENT;
        }
        // An unexpected error: a report of it needs the whole trace.
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
        return TextTable.plain(String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
