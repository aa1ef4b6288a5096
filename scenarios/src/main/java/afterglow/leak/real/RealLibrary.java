package afterglow.leak.real;

import afterglow.leak.Card;
import afterglow.leak.Form;
import afterglow.leak.trial.LeakStep;
import afterglow.results.Table;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A line of libraries.csv: a library whose guilty and whose fixed version run the same program, each on a class path of its own.
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

    /** What fetches them, once, with a network. */
    public static final String FETCH = "java -jar scenarios.jar leak --fetch";

    // What a copy that was cut short left would be taken for whole, were it not written anew.
    private static final String MAVEN = "mvn -B -q -ntp -fae -DincludeScope=runtime -Dmdep.overWriteReleases=true"
            + " org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies";

    private static final String PROJECT =
            "<project><modelVersion>4.0.0</modelVersion><groupId>afterglow.real</groupId><artifactId>%s</artifactId>"
                    + "<version>1</version><packaging>pom</packaging>%s</project>";

    private static final String ARRIVING = "arriving";

    private static final String DEPENDENCY = "<properties><outputDirectory>${project.basedir}/" + ARRIVING
            + "</outputDirectory></properties><dependencies><dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
            + "</dependency></dependencies>";

    /** Where a version's jars lie once all of them are there, below its folder. */
    private static final String JARS = "jars";

    private static final List<RealLibrary> ALL = Table.resource(RealLibrary.class, "libraries.csv").stream()
            .map(line -> new RealLibrary(
                    Card.named(line.getField("name")),
                    line.getField("source"),
                    line.getField("artifact"),
                    line.getField("guilty"),
                    line.getField("sound")))
            .toList();

    public static List<RealLibrary> all() {
        return ALL;
    }

    public static Optional<RealLibrary> named(String name) {
        return ALL.stream().filter(one -> one.card().name().equals(name)).findFirst();
    }

    /**
     * Fetches what is not there yet and what it needs, by one run of Maven over projects that are written for it. A version's jars
     * get the name by which they are found once all of them are there, so one that was cut short counts as not fetched.
     *
     * @return Maven's exit status: not 0 if some could not be had
     * @throws IOException without {@code mvn}
     */
    public static int fetch(Path libraries) throws IOException, InterruptedException {
        List<Path> arriving = new ArrayList<>();
        StringBuilder modules = new StringBuilder();
        for (RealLibrary library : ALL) {
            for (Form form : Form.values()) {
                if (library.classPath(libraries, form).isPresent()) {
                    continue;
                }
                Path folder = Files.createDirectories(libraries.resolve(library.folder(form)));
                arriving.add(folder.resolve(ARRIVING));
                String[] gav = library.coordinates(form).split(":", -1);
                write(folder, library.card.name() + "-" + form.label(), DEPENDENCY.formatted(gav[0], gav[1], gav[2]));
                modules.append("<module>").append(library.folder(form)).append("</module>");
            }
        }
        if (arriving.isEmpty()) {
            return 0;
        }
        write(libraries, "all", "<modules>" + modules + "</modules>");
        int status = new ProcessBuilder(MAVEN.split(" ", -1))
                .directory(libraries.toFile())
                .inheritIO()
                .start()
                .waitFor();
        for (Path folder : arriving) {
            if (Files.isDirectory(folder)) {
                Files.move(folder, folder.resolveSibling(JARS));
            }
        }
        return status;
    }

    private static void write(Path folder, String name, String content) throws IOException {
        Files.writeString(folder.resolve("pom.xml"), PROJECT.formatted(name, content));
    }

    /** What runs as a form, as Maven names it: group, name, version. */
    private String coordinates(Form form) {
        return artifact + ":" + (form == Form.LEAKY ? guilty : sound);
    }

    /** Where a form's jars lie, below the folder of all. */
    private String folder(Form form) {
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
