package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No expiry is early in a child process that is stopped and continued at random while all its processors arm.
 *
 * <p>{@code -Dwheel.soak.arms} sets how many arms; the profile {@code whole} makes it ten million.
 */
class WheelSoakTest {

    private static final long ARMS = Long.getLong("wheel.soak.arms", 1_000_000);

    @ParameterizedTest
    @EnumSource(Wheel.Arm.class)
    void shouldNotExpireEarlyWhenTheProcessIsStoppedAndContinued(Wheel.Arm arm)
            throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/bin/kill"))).isTrue();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WheelSoak.class.getName(),
                        Long.toString(ARMS),
                        arm.name())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = child.inputReader()) {
            assertThat(output.readLine()).isEqualTo("started");
            Random random = new Random(7);
            int stops = 0;
            while (child.isAlive()) {
                signal(child, "-STOP");
                stops++;
                Thread.sleep(random.nextInt(50));
                signal(child, "-CONT");
                child.waitFor(random.nextInt(50), TimeUnit.MILLISECONDS);
            }
            String summary = output.readLine();
            assertThat(child.waitFor())
                    .as("%s, stopped %d times", summary, stops)
                    .isZero();
            assertThat(summary).contains(" early 0 wrong 0 forgotten 0");
            assertThat(stops).isPositive();
        } finally {
            child.destroyForcibly();
        }
    }

    private static void signal(Process child, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", signal, Long.toString(child.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
