package afterglow.timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs stress tests under jcstress, whose forks want every processor for minutes. */
public final class JcstressRun {

    /** Set if they are to be run: how long each is run in each of its forks, in ms; the profile {@code whole} has it. */
    public static final String MILLIS = "wheel.stress.millis";

    private JcstressRun() {}

    /**
     * Runs the tests whose names match, and returns what jcstress said.
     *
     * @param folder for its files; empty
     */
    public static String of(String tests, Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.openjdk.jcstress.Main",
                        "-f",
                        "1",
                        "-iters",
                        "2",
                        "-time",
                        System.getProperty(MILLIS),
                        // The two actors compiled together, and no further variants: else it takes half an hour.
                        "-sc",
                        "false",
                        "-jvmArgs",
                        "-Xmx256m",
                        "-t",
                        tests,
                        "-r",
                        folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            child.waitFor();
            return Files.readString(output);
        } finally {
            child.destroyForcibly();
        }
    }
}
