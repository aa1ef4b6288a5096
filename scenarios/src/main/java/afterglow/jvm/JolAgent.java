package afterglow.jvm;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.openjdk.jol.vm.VM;

/** The agent of a measuring JVM, by which JOL asks the JVM for sizes and does not guess. */
public final class JolAgent {

    /** Not public in JOL, so only its name is known here; the manifests of our jars have it as well. */
    private static final String PREMAIN = "org.openjdk.jol.vm.InstrumentationSupport";

    private JolAgent() {}

    /** What a JVM needs so that JOL can look at its objects. */
    public static List<String> flags() throws IOException {
        return List.of(
                "-javaagent:" + jar(),
                "-Djol.magicFieldOffset=true",
                // The agent tells sizes; to ask from outside as well would start three more JVMs, for a second.
                "-Djol.skipHotspotSAAttach=true",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.vm.annotation=ALL-UNNAMED");
    }

    /**
     * Ours if this runs from one that names JOL as its agent; else, as in an IDE or a test, a new one that holds nothing but
     * that name, and is gone when this JVM ends.
     */
    private static Path jar() throws IOException {
        Path home = home();
        if (Files.isRegularFile(home) && isAgent(home)) {
            return home;
        }
        Path jar = Files.createTempFile("afterglow-agent", ".jar");
        jar.toFile().deleteOnExit();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", PREMAIN);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream written = new JarOutputStream(file, manifest)) {
            written.finish();
        }
        return jar;
    }

    private static boolean isAgent(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest != null && manifest.getMainAttributes().getValue("Premain-Class") != null;
        }
    }

    private static Path home() {
        try {
            return Path.of(
                    VM.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path of this JVM has no place on disk", e);
        }
    }
}
