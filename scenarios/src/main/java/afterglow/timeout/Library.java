package afterglow.timeout;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A library as this JVM has it.
 *
 * @param name its Maven artifact, or the name of its jar
 * @param version empty if nothing tells it
 */
record Library(String name, String version) {

    /** The one that a class was loaded from. */
    static Library of(Class<?> type) {
        Path home = home(type);
        String name = String.valueOf(home.getFileName()).replaceFirst("\\.jar$", "");
        try {
            if (home.equals(home(Library.class))) {
                return bundled(type);
            }
            return Files.isDirectory(home) ? new Library(name, "") : inJar(home, name, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Library inJar(Path path, String name, Class<?> type) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Optional<Library> artifact = artifact(jar, name, type);
            if (artifact.isPresent()) {
                return artifact.get();
            }
            String[] parts = name.split("-(?=[0-9])", 2);
            return parts.length == 2 ? new Library(parts[0], parts[1]) : new Library(name, manifestVersion(jar));
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

    /** What Maven wrote into a jar of one library; other libraries may be packed into it as well. */
    private static Optional<Library> artifact(JarFile jar, String jarName, Class<?> type) throws IOException {
        for (JarEntry entry : Collections.list(jar.entries())) {
            if (entry.getName().startsWith("META-INF/maven/") && entry.getName().endsWith("/pom.properties")) {
                Properties artifact = new Properties();
                try (InputStream in = jar.getInputStream(entry)) {
                    artifact.load(in);
                }
                String name = artifact.getProperty("artifactId", "");
                if (jarName.startsWith(name) || type.getName().startsWith(artifact.getProperty("groupId", "") + ".")) {
                    return Optional.of(new Library(name, artifact.getProperty("version", "")));
                }
            }
        }
        return Optional.empty();
    }

    private static String manifestVersion(JarFile jar) throws IOException {
        Manifest manifest = jar.getManifest();
        String version = manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
        return version == null ? "" : version;
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
