package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@link WheelStress} under jcstress, whose forks want every processor for minutes.
 *
 * <p>{@code -Dwheel.stress.millis} sets how long each race is run in each of its forks; the profile {@code whole} has it.
 */
@EnabledIfSystemProperty(named = "wheel.stress.millis", matches = ".+")
class WheelStressTest {

    @TempDir
    Path folder;

    @Test
    void shouldExpireTheRightSendAndForgetNone() throws IOException, InterruptedException {
        assertThat(stress("(?!Guilty)")).contains("Failed tests: No matches").contains("Error tests: No matches");
    }

    @Test
    void shouldFindAPlantedFault() throws IOException, InterruptedException {
        assertThat(stress("Guilty"))
                .contains("WheelStress.GuiltyTake")
                .contains("Observed forbidden state: 1, 0 (the second is forgotten)");
    }

    private String stress(String selection) throws IOException, InterruptedException {
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
                        System.getProperty("wheel.stress.millis"),
                        // The two actors compiled together, and no further variants: else it takes half an hour.
                        "-sc",
                        "false",
                        "-jvmArgs",
                        "-Xmx256m",
                        "-t",
                        "WheelStress\\." + selection,
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
