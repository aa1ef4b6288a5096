package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenessStepTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void shouldMeasureOneStrategyAfterTheOtherInOneJvm() throws Exception {
        LatenessStep.Result result = step("reused", "published-timer", "park").run(PATIENCE);
        assertThat(result.failures()).isEmpty();
        assertThat(result.measured())
                .extracting(measured -> measured.row().text("strategy"))
                .containsExactly("reused", "published-timer", "park");
        assertThat(result.measured()).allSatisfy(measured -> {
            assertThat(measured.row().text("quiet_cpu_percent")).isEmpty();
            assertThat(measured.lateness().count() + measured.row().whole("never"))
                    .isEqualTo(measured.row().whole("count"));
        });
        assertThat(result.measured().get(0).row().whole("early")).isZero();
        assertThat(result.measured().get(1).row().whole("never"))
                .as("all lanes share one timer")
                .isPositive();
    }

    @Test
    void shouldKeepWhatCameBeforeAFailure() throws Exception {
        LatenessStep.Result result = step("reused", "nonsense").run(PATIENCE);
        assertThat(result.measured()).hasSize(1);
        assertThat(result.failures()).singleElement().asString().contains("nonsense");
    }

    private static LatenessStep step(String... strategies) {
        return new LatenessStep(
                Jdk.current(),
                System.getProperty("java.class.path"),
                List.of(strategies),
                Duration.ofMillis(5),
                100,
                1);
    }
}
