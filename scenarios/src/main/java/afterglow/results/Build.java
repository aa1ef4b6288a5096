package afterglow.results;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this code was built from.
 *
 * @param version of Afterglow, {@code 1.0}
 * @param commit its short hash, with {@code -dirty} behind it if tracked files were changed; empty if there was no git
 */
public record Build(String version, String commit) {

    public static Build current() {
        Properties recorded = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                throw new IllegalStateException("build.properties is missing beside " + Build.class);
            }
            recorded.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(recorded.getProperty("version").replace("-SNAPSHOT", ""), recorded.getProperty("commit"));
    }

    /** For people: {@code Afterglow 1.0 (commit 1a2b3c4-dirty)}. */
    public String inWords() {
        return "Afterglow " + version + (commit.isEmpty() ? "" : " (commit " + commit + ")");
    }
}
