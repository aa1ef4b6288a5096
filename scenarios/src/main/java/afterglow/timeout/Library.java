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

/**
 * A library as this JVM has it.
 *
 * @param name the name of its jar, which is its Maven artifact's
 * @param version empty if nothing tells it
 */
record Library(String name, String version) {

    /** The one that a class was loaded from: what the name of its jar tells, or its manifest. */
    static Library of(Class<?> type) {
        Path home = home(type);
        String[] parts =
                String.valueOf(home.getFileName()).replaceFirst("\\.jar$", "").split("-(?=[0-9])", 2);
        try {
            if (home.equals(home(Library.class))) {
                return bundled(type);
            }
            return new Library(parts[0], parts.length == 2 ? parts[1] : manifestVersion(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String inWords() {
        return (name + " " + version).strip();
    }

    /** Our jars hold classes of many libraries and none of their descriptions, so the build writes a list. */
    private static Library bundled(Class<?> type) throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Library.class.getResourceAsStream("libraries.properties")) {
            versions.load(in);
        }
        return versions.stringPropertyNames().stream()
                .filter(start -> type.getName().startsWith(start))
                .findFirst()
                .map(start -> versions.getProperty(start).split(" ", 2))
                .map(parts -> new Library(parts[0], parts[1]))
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
