package afterglow.leak.real;

import afterglow.leak.Card;
import afterglow.leak.Form;
import afterglow.leak.trial.LeakStep;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A library whose guilty and whose fixed version run the same program, each on a class path of its own.
 *
 * <p>The program is a resource, one file of source code that is compiled against the version at hand when it starts; so
 * nothing of ours needs the library, and nothing of the library needs to be shaded.
 *
 * @param source name of the resource
 * @param artifact its Maven group and name
 * @param guilty the version with the fault
 * @param sound a version with the fix
 */
public record RealLibrary(Card card, String source, String artifact, String guilty, String sound) {

    /** Where they are fetched to, from the root of the repository. */
    public static final Path FETCHED = Path.of("scenarios", "target", "real-libraries");

    /** Where a version's jars lie once all of them are there, below its folder. */
    static final String JARS = "jars";

    private static final List<RealLibrary> ALL = List.of(
            library("real-rxjava", "RxJavaTimeout.java", "io.reactivex:rxjava", "1.0.2", "1.3.8"),
            library(
                    "real-reactor",
                    "ReactorTimeout.java",
                    "io.projectreactor:reactor-core",
                    "3.2.8.RELEASE",
                    "3.3.0.RELEASE"),
            library("real-grpc", "GrpcDeadline.java", "io.grpc:grpc-core", "0.12.0", "1.0.3"),
            library("real-okio", "OkioTimeout.java", "com.squareup.okio:okio-jvm", "3.16.0", "3.16.4"),
            library("real-netty-never", "NettyNever.java", "io.netty:netty-common", "4.1.22.Final", "4.1.23.Final"),
            library("real-netty-bound", "NettyBound.java", "io.netty:netty-common", "4.1.119.Final", "4.1.120.Final"),
            library(
                    "real-micrometer",
                    "MicrometerScheduler.java",
                    "io.projectreactor:reactor-core-micrometer",
                    "1.1.5",
                    "1.1.6"),
            library("real-failsafe", "FailsafeTimeout.java", "net.jodah:failsafe", "2.3.1", "2.4.4"));

    private static RealLibrary library(String name, String source, String artifact, String guilty, String sound) {
        return new RealLibrary(Card.named(name), source, artifact, guilty, sound);
    }

    public static List<RealLibrary> all() {
        return ALL;
    }

    public static Optional<RealLibrary> named(String name) {
        return ALL.stream().filter(one -> one.card().name().equals(name)).findFirst();
    }

    /** What runs as a form, as Maven names it: group, name, version. */
    String coordinates(Form form) {
        return artifact + ":" + (form == Form.LEAKY ? guilty : sound);
    }

    /** Where a form's jars lie, below the folder of all. */
    String folder(Form form) {
        return card.name() + "/" + form.label();
    }

    /** Whether both versions were fetched to a folder. */
    public boolean fetched(Path libraries) throws IOException {
        return classPath(libraries, Form.LEAKY).isPresent()
                && classPath(libraries, Form.FIXED).isPresent();
    }

    /** The class path of a form: the library's jars, then ours; empty if they were not fetched to this folder. */
    public Optional<String> classPath(Path libraries, Form form) throws IOException {
        Path folder = libraries.resolve(folder(form)).resolve(JARS);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> jars = Files.list(folder)) {
            // First, so that a newer version among our own peers does not come before it.
            String path = jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .sorted()
                    .map(jar -> jar.toAbsolutePath() + File.pathSeparator)
                    .collect(Collectors.joining());
            return path.isEmpty() ? Optional.empty() : Optional.of(path + System.getProperty("java.class.path"));
        }
    }

    /** Where a form runs, once it is fetched; its source code is put beside the jars, for {@code java} to compile and run. */
    public LeakStep.Host host(Path libraries, Form form) throws IOException {
        Path program = libraries.resolve(folder(form)).resolve(source);
        try (InputStream code = Objects.requireNonNull(RealLibrary.class.getResourceAsStream(source), source)) {
            Files.copy(code, program, StandardCopyOption.REPLACE_EXISTING);
        }
        String version = coordinates(form).replaceFirst(".*?:", "").replace(':', ' ');
        return new LeakStep.Host(classPath(libraries, form).orElseThrow(), program.toString(), version);
    }
}
