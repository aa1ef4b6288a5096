package afterglow.cli;

import afterglow.timeout.Strategies;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The registry together with a user's own strategies, and the class path that gives child JVMs the same.
 *
 * @param strategies built-in ones and the user's
 * @param classPath of this JVM, followed by the user's jars and folders
 */
public record Plugins(Strategies strategies, String classPath) {

    /**
     * Loads what a {@code --classpath} option names.
     *
     * @param entries jars or folders of classes, separated as on any class path; empty for none
     * @throws BadInputException if one of them is missing or no jar
     * @throws afterglow.timeout.StrategyLoadException if a provider in them cannot be made
     */
    public static Plugins load(String entries) {
        String own = System.getProperty("java.class.path");
        if (entries.isEmpty()) {
            return new Plugins(Strategies.load(), own);
        }
        List<URL> urls = new ArrayList<>();
        StringBuilder classPath = new StringBuilder(own);
        for (String entry : entries.split(Pattern.quote(File.pathSeparator), -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            requireClasses(entry, path);
            try {
                urls.add(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new BadInputException("--classpath: '" + entry + "' cannot be loaded from", e);
            }
            classPath.append(File.pathSeparator).append(path);
        }
        // Lives as long as the command: the strategies' classes are loaded on demand.
        ClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Plugins.class.getClassLoader());
        return new Plugins(Strategies.load(loader), classPath.toString());
    }

    private static void requireClasses(String entry, Path path) {
        if (Files.isDirectory(path)) {
            return;
        }
        if (!Files.isReadable(path)) {
            throw new BadInputException("--classpath: there is no file '" + entry + "' that can be read");
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            if (jar.getEntry("META-INF/services/afterglow.timeout.StrategyProvider") == null) {
                throw new BadInputException("--classpath: '" + entry
                        + "' registers no strategy; it needs META-INF/services/afterglow.timeout.StrategyProvider");
            }
        } catch (IOException e) {
            throw new BadInputException("--classpath: '" + entry + "' is no jar: " + e.getMessage(), e);
        }
    }
}
