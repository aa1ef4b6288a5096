package afterglow.leak.real;

import afterglow.leak.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches the real libraries and what they need, by one run of Maven over projects that are written for it. A version's jars get the
 * name by which they are found once all of them are there, so one that was cut short counts as not fetched.
 */
public final class Fetch {

    /** What fetches them, once, with a network. */
    public static final String COMMAND = "java -jar scenarios.jar leak --fetch";

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

    private Fetch() {}

    /** Fetches what is not there yet, and returns Maven's exit status: not 0 if some could not be had; an IOException without {@code mvn}. */
    public static int into(Path libraries) throws IOException, InterruptedException {
        List<Path> arriving = new ArrayList<>();
        StringBuilder modules = new StringBuilder();
        for (RealLibrary library : RealLibrary.all()) {
            for (Form form : Form.values()) {
                if (library.classPath(libraries, form).isPresent()) {
                    continue;
                }
                Path folder = Files.createDirectories(libraries.resolve(library.folder(form)));
                arriving.add(folder.resolve(ARRIVING));
                String[] gav = library.coordinates(form).split(":", -1);
                write(folder, library.card().name() + "-" + form.label(), DEPENDENCY.formatted(gav[0], gav[1], gav[2]));
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
                Files.move(folder, folder.resolveSibling(RealLibrary.JARS));
            }
        }
        return status;
    }

    private static void write(Path folder, String name, String content) throws IOException {
        Files.writeString(folder.resolve("pom.xml"), PROJECT.formatted(name, content));
    }
}
