package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TimelineStepTest {

    @Test
    void shouldLevelOffAtRateTimesTimeoutAndDrain() throws Exception {
        TimelineStep.Watched watched = watch("scheduled-abandoned", Duration.ofSeconds(1));

        assertThat(watched.predicted()).isEqualTo(2_000);
        // Generous: a busy machine makes expiries late, and late ones add to the level.
        assertThat(watched.plateau().getAsDouble()).isCloseTo(2_000, Percentage.withPercentage(30));
        assertThat(watched.left()).hasValue(0);
    }

    @Test
    void shouldNotPretendToHaveSeenALevelThatComesLater() throws Exception {
        TimelineStep.Watched watched = watch("scheduled-abandoned", Duration.ofMinutes(3));

        assertThat(watched.predicted()).isEqualTo(360_000);
        assertThat(watched.plateau()).isEmpty();
        assertThat(watched.left()).isEmpty();
        assertThat(watched.bytesPerTimer()).isBetween(100.0, 150.0);
    }

    @Test
    void shouldPredictNothingWhereNoTimerStays() throws Exception {
        TimelineStep.Watched watched = watch("reused", Duration.ofSeconds(1));

        assertThat(watched.predicted()).isZero();
        assertThat(watched.plateau()).hasValue(0);
    }

    private static TimelineStep.Watched watch(String strategy, Duration timeout) throws Exception {
        TimelineStep.Result result = new TimelineStep(
                        Jdk.current(),
                        System.getProperty("java.class.path"),
                        strategy,
                        2_000,
                        timeout,
                        Duration.ofSeconds(3))
                .run();
        assertThat(result).isInstanceOf(TimelineStep.Watched.class);
        return (TimelineStep.Watched) result;
    }
}
