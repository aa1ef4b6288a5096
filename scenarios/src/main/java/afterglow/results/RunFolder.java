package afterglow.results;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

/** Where one run's files go. */
public final class RunFolder {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private RunFolder() {}

    /**
     * The folder of a run that begins now: {@code <utc time>-jdk<N>} in {@code results} below the working folder, or in the
     * folder that the system property {@code afterglow.results} names; not made yet.
     */
    public static Path fresh() {
        return Path.of(
                System.getProperty("afterglow.results", "results"),
                UTC.format(Instant.now()) + "-jdk" + Runtime.version().feature());
    }

    /** Makes a folder or takes an empty one, and tries to write; a FileAlreadyExistsException if it holds something. */
    public static Path claim(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> held = Files.list(folder)) {
            if (held.findAny().isPresent()) {
                throw new FileAlreadyExistsException(folder.toString());
            }
        }
        Files.delete(Files.createTempFile(folder, "probe", ".tmp"));
        return folder;
    }
}
