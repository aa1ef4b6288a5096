package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import afterglow.retention.Collector;
import afterglow.retention.Effort;
import afterglow.retention.Ending;
import afterglow.retention.RetentionStep;
import afterglow.timeout.Strategies;
import afterglow.timeout.Verdict;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strategies that leave something behind are convicted by retention alone, those that do not are cleared by both. */
class LeakyTest {

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

    @Tag("whole")
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({
        "one-in-1000, DELIVERED, LEAKS",
        "pooled, DELIVERED, CLEAN",
        "message-only, DELIVERED, LEAKS",
        "remembers-weakly, DELIVERED, CLEAN",
        "remembers-softly, DELIVERED, CLEAN",
        "due-at-once-only, TIMED_OUT, LEAKS"
    })
    void shouldTellWhatItsSendsLeave(String strategy, Ending ending, Verdict verdict) throws Exception {
        String classPath = services + File.pathSeparator + System.getProperty("java.class.path");

        RetentionStep.Result result = new RetentionStep(
                        Jdk.current(), classPath, strategy, ending, Collector.SERIAL, Effort.THOROUGH)
                .run(Duration.ofMinutes(2));

        assertThat(result).isInstanceOf(RetentionStep.Measured.class);
        RetentionStep.Measured measured = (RetentionStep.Measured) result;
        assertThat(measured.verdict())
                .as(measured.headline().text("objects_per_send"))
                .isEqualTo(verdict);
        assertThat(measured.asExpected()).isEqualTo(verdict == Verdict.CLEAN);
    }

    @Tag("whole")
    @Test
    void shouldKeepTheContractWithALeak() throws Exception {
        shouldKeepTheContract("timed-out-only");
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"one-in-1000", "message-only", "pooled"})
    void shouldKeepTheContract(String strategy) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {services.toUri().toURL()}, getClass().getClassLoader())) {
            ContractReport report =
                    Contract.of(Strategies.load(loader), strategy, Scope.BRIEF).check();

            assertThat(report.breaches()).extracting(Result::line).isEmpty();
        }
    }
}
