package afterglow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.jvm.LoadedFrom;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class UserClassPathTest {

    private static final String WHEEL = "io.netty.util.HashedWheelTimer";
    private static final String OTHER = "netty-common-4.1.118.Final.jar";
    private static final Path OTHER_VERSION = Path.of("target/other-version").resolve(OTHER);

    @TempDir
    private Path folder;

    private final UserClassPath.Entries entries = new UserClassPath.Entries();

    @Test
    void shouldTakeAnyNumberOfJarsAndFolders() throws IOException {
        Path one = jar("b.jar");
        Path other = jar("a.jar");
        Files.writeString(folder.resolve("notes.txt"), "no jar");

        String expected = other.toAbsolutePath() + File.pathSeparator + one.toAbsolutePath();
        assertThat(entries.convert(other + File.pathSeparator + one)).isEqualTo(expected);
        assertThat(entries.convert(folder + "/*")).isEqualTo(expected);
        assertThat(entries.convert(folder + File.pathSeparator + folder + "/*"))
                .isEqualTo(folder.toAbsolutePath() + File.pathSeparator + expected);
        assertThat(entries.convert("")).isEmpty();
    }

    @Test
    void shouldRefuseWhatHoldsNoClasses() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no jar");

        assertRefused(folder.resolve("gone.jar").toString(), "there is no file", "gone.jar");
        assertRefused(text.toString(), "is not a jar", "notes.txt");
        assertRefused(folder + "/gone/*", "there is no folder", "gone");
        assertRefused(folder + "/*", "there is no jar in");
    }

    @ParameterizedTest
    @CsvSource({
        "retention netty-wheel --ending delivered --sends 20000, afterglow.retention.RetentionChild",
        "accuracy netty-wheel --condition idle --seconds 0.2,     afterglow.accuracy.AccuracyChild",
    })
    void shouldMeasureTheUsersVersionOfALibrary(String arguments, String measuring) throws Exception {
        List<String> given = new ArrayList<>(List.of(arguments.split(" ")));
        given.addAll(List.of(
                "--classpath",
                OTHER_VERSION.toString(),
                "--out",
                folder.resolve("out").toString()));
        Path logs = Files.createDirectory(folder.resolve("logs"));

        Map<String, Set<String>> jars = LoadedFrom.jars(logs, WHEEL, Main.class, given);

        assertThat(jars).containsKey(measuring);
        assertThat(jars.values()).allSatisfy(from -> assertThat(from).containsExactly(OTHER));
        assertThat(logs.resolve("said.txt")).content().contains("Libraries: netty-common 4.1.118.Final.");
    }

    private void assertRefused(String text, String... said) {
        assertThatThrownBy(() -> entries.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContainingAll(said);
    }

    private Path jar(String name) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("readme.txt"));
        }
        return jar;
    }
}
