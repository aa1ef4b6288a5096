package afterglow.jvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JDK, or a runtime of one, that can run measurements; its version is the whole one, {@code 17.0.15+6-Debian-1}. */
public record Jdk(Path home, String version, int feature) {

    /**
     * Regions of G1 so large that all that is old in a timed JVM shares one. G1 ends a store early if both objects lie in one region, and
     * passes a fence if they do not. With regions of 1 MB it was chance which did, and the same send took 27 or 37 ns.
     */
    public static final String LARGE_REGIONS = "-XX:G1HeapRegionSize=16m";

    /** The first feature release that Afterglow runs on. */
    public static final int FIRST = 17;

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    /** Buffers of written cards, more than a heap has. */
    private static final int NEVER_REACHED = 100_000_000;

    private static final Pattern VERSION = Pattern.compile("java\\.runtime\\.version = (\\S+)");
    private static final Pattern FEATURE = Pattern.compile("java\\.specification\\.version = (\\d+)");

    public static Jdk current() {
        return new Jdk(
                Path.of(System.getProperty("java.home")),
                Runtime.version().toString(),
                Runtime.version().feature());
    }

    /**
     * The JDK in a folder, asked for its version.
     *
     * @throws IllegalArgumentException if there is none, it does not start, or it is too old; the message is for people
     */
    public static Jdk at(Path home) {
        Path java = executable(home);
        if (!Files.isExecutable(java)) {
            throw new IllegalArgumentException("no JDK in '" + home + "': there is no executable " + java);
        }
        String answer = ask(home);
        Matcher version = VERSION.matcher(answer);
        Matcher feature = FEATURE.matcher(answer);
        if (!version.find() || !feature.find()) {
            throw new IllegalArgumentException("the JDK in '" + home + "' does not report a version of " + FIRST
                    + " or later: " + answer.lines().findFirst().orElse("it says nothing"));
        }
        Jdk jdk = new Jdk(home, version.group(1), Integer.parseInt(feature.group(1)));
        if (jdk.feature() < FIRST) {
            throw new IllegalArgumentException(
                    "the JDK in '" + home + "' is " + jdk.version() + "; Afterglow needs " + FIRST + " or later");
        }
        return jdk;
    }

    /** The JDK that a launcher belongs to; otherwise as {@link #at}. */
    public static Jdk running(Path java) {
        return at(java.toAbsolutePath().resolve("../..").normalize());
    }

    public Path java() {
        return executable(home);
    }

    /**
     * The flags of a JVM of this version whose sends are timed: silent, and its G1 leaves the cards that were written to the next
     * collection. From 20 on it does so by itself (JDK-8137022); before, it refines each at once, with a thread for each core, and a send to
     * one of 10,000 queues takes 150 or 350 ns in place of 25, whichever number of threads a JVM ends up with.
     */
    public List<String> timingFlags() {
        List<String> flags = new ArrayList<>(quietFlags());
        if (feature < 20) {
            flags.add("-XX:-G1UseAdaptiveConcRefinement");
            flags.add("-XX:G1ConcRefinementGreenZone=" + NEVER_REACHED);
            flags.add("-XX:G1ConcRefinementYellowZone=" + NEVER_REACHED);
            flags.add("-XX:G1ConcRefinementRedZone=" + NEVER_REACHED);
        }
        return flags;
    }

    /** The flags that keep this version silent about what JMH and JOL do with {@code sun.misc.Unsafe}. */
    public List<String> quietFlags() {
        // Older JDKs do not know the flag and refuse to start with it.
        return feature >= 24 ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
    }

    private static Path executable(Path home) {
        return home.resolve("bin").resolve(File.separatorChar == '\\' ? "java.exe" : "java");
    }

    private static String ask(Path home) {
        try {
            ChildJvm.End end = new ChildJvm(
                            new Jdk(home, "", 0), List.of("-XshowSettings:properties"), "", "-version", List.of())
                    .run(ANSWERS_WITHIN);
            if (!end.succeeded()) {
                throw new IllegalArgumentException(
                        "the JDK in '" + home + "' does not report its version; it " + end.inWords());
            }
            return end.err() + end.out();
        } catch (IOException e) {
            throw new IllegalArgumentException("the JDK in '" + home + "' does not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted while asking the JDK in '" + home + "'", e);
        }
    }
}
