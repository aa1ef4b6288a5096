package afterglow.timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Names the library that a class was loaded from, and its version: {@code netty-common 4.2.20.Final}. */
final class Library {

    private Library() {}

    /** What the name of the jar tells, or else its manifest; the name alone if neither tells a version. */
    static String of(Class<?> type) {
        Path home = home(type);
        String name = String.valueOf(home.getFileName()).replaceFirst("\\.jar$", "");
        String versioned = name.replaceFirst("-(?=[0-9])", " ");
        try {
            if (home.equals(home(Library.class))) {
                return bundled(type);
            }
            return versioned.equals(name) ? (name + " " + manifestVersion(home)).strip() : versioned;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Our jars hold classes of many libraries and none of their descriptions, so the build writes a list. */
    private static String bundled(Class<?> type) throws IOException {
        Properties libraries = new Properties();
        try (InputStream in = Library.class.getResourceAsStream("libraries.properties")) {
            libraries.load(in);
        }
        return libraries.stringPropertyNames().stream()
                .filter(start -> type.getName().startsWith(start))
                .findFirst()
                .map(libraries::getProperty)
                .orElseThrow(() -> new IllegalStateException("libraries.properties does not tell of " + type));
    }

    private static String manifestVersion(Path home) throws IOException {
        if (Files.isDirectory(home)) {
            return "";
        }
        try (JarFile jar = new JarFile(home.toFile())) {
            Manifest manifest = jar.getManifest();
            String version =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
            return version == null ? "" : version;
        }
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(type + " was loaded from no place on disk", e);
        }
    }
}
