package afterglow.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The option for jars and folders of the user's. They come before ours on the class path of every JVM, so that a strategy in
 * them is registered and a library in them takes the place of our version; {@link Cli} sees to that before the command runs.
 */
public final class UserClassPath {

    static final String OPTION = "--classpath";

    @Option(
            names = OPTION,
            paramLabel = "JARS",
            converter = Entries.class,
            description =
                    "Jars and folders (lib/* is all jars of lib) that come before ours on the class path: your own "
                            + "strategies, or another version of a library.")
    private String entries = "";

    /** The option as it was given, after a space, for a command that the user may repeat; empty if it was not given. */
    String asGiven() {
        return Cli.option(OPTION + " ", entries);
    }

    /** The names of the jars and folders, without where they lie. */
    public String names() {
        return Stream.of(entries.split(Pattern.quote(File.pathSeparator)))
                .map(entry -> entry.substring(entry.lastIndexOf(File.separatorChar) + 1))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Checks a class path, and makes it absolute. */
    static final class Entries implements ITypeConverter<String> {

        @Override
        public String convert(String text) throws IOException {
            List<Path> found = new ArrayList<>();
            for (String entry : text.split(Pattern.quote(File.pathSeparator), -1)) {
                if (entry.matches("(.*[/\\\\])?\\*")) {
                    found.addAll(jars(entry));
                } else if (!entry.isEmpty()) {
                    requireClasses(entry, Path.of(entry));
                    found.add(Path.of(entry));
                }
            }
            return found.stream()
                    .map(path -> path.toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }

        private static List<Path> jars(String entry) throws IOException {
            // Without the star.
            Path folder = Path.of(entry.substring(0, entry.length() - 1));
            if (!Files.isDirectory(folder)) {
                throw new TypeConversionException("there is no folder '" + folder + "' for '" + entry + "'");
            }
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> sorted = files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList();
                if (sorted.isEmpty()) {
                    throw new TypeConversionException("there is no jar in '" + folder + "'");
                }
                return sorted;
            }
        }

        private static void requireClasses(String entry, Path path) {
            if (Files.isDirectory(path)) {
                return;
            }
            if (!Files.isReadable(path)) {
                throw new TypeConversionException("there is no file '" + entry + "' that can be read");
            }
            try (JarFile jar = new JarFile(path.toFile())) {
                jar.size();
            } catch (IOException e) {
                throw new TypeConversionException("'" + entry + "' is not a jar: " + e.getMessage());
            }
        }
    }
}
