package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import afterglow.retention.Collector;
import afterglow.retention.Effort;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import afterglow.timeout.Strategies;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strategies that leave something behind are convicted by retention alone, those that do not are cleared by both. */
class LeakyTest {

    private static final Effort EFFORT =
            new Effort(Effort.DEFAULT_SENDS, Effort.DEFAULT_TIMEOUT, Duration.ofSeconds(8));

    @TempDir
    private static Path services;

    @BeforeAll
    static void register() throws IOException {
        Path file = Files.createDirectories(services.resolve("META-INF/services"))
                .resolve("afterglow.timeout.StrategyProvider");
        StringBuilder providers = new StringBuilder();
        for (Class<?> provider : Leaky.class.getClasses()) {
            providers.append(provider.getName()).append('\n');
        }
        Files.writeString(file, providers);
    }

    @ParameterizedTest
    @CsvSource({
        "one-in-1000, delivered, leaks",
        "one-in-100000, delivered, leaks",
        "message-only, delivered, leaks",
        "timed-out-only, timed-out, leaks",
        "timed-out-only, delivered, clean",
        "remembers-weakly, delivered, clean",
        "pooled, delivered, clean",
    })
    void shouldTellWhatItsSendsLeave(String strategy, String ending, String verdict) throws Exception {
        String classPath = services + File.pathSeparator + System.getProperty("java.class.path");

        RetentionStep.Result result = new RetentionStep(
                        Jdk.current(), classPath, strategy, Ending.of(ending), Collector.SERIAL, EFFORT)
                .run(Duration.ofMinutes(2));

        assertThat(result).isInstanceOf(RetentionStep.Measured.class);
        RetentionStep.Measured measured = (RetentionStep.Measured) result;
        assertThat(measured.headline().text("verdict"))
                .as(measured.headline().text("objects_per_send"))
                .isEqualTo(verdict);
        assertThat(measured.asExpected()).isEqualTo(verdict.equals("clean"));
    }

    @ParameterizedTest
    @CsvSource({"one-in-1000", "one-in-100000", "message-only", "timed-out-only", "pooled"})
    void shouldKeepTheContract(String strategy) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {services.toUri().toURL()}, getClass().getClassLoader())) {
            ContractReport report =
                    Contract.of(Strategies.load(loader), strategy, Scope.BRIEF).check();

            assertThat(report.breaches()).extracting(Result::line).isEmpty();
        }
    }
}
