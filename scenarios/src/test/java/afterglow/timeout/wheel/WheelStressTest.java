package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.JcstressRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link WheelStress}. */
@EnabledIfSystemProperty(named = JcstressRun.MILLIS, matches = ".+")
class WheelStressTest {

    @TempDir
    Path folder;

    @Test
    void shouldExpireTheRightSendAndForgetNone() throws IOException, InterruptedException {
        assertThat(JcstressRun.of("WheelStress\\.(?!Guilty)", folder))
                .contains("Failed tests: No matches")
                .contains("Error tests: No matches");
    }

    @Test
    void shouldFindAPlantedFault() throws IOException, InterruptedException {
        assertThat(JcstressRun.of("WheelStress\\.Guilty", folder))
                .contains("WheelStress.GuiltyTake")
                .contains("Observed forbidden state: 1, 0 (the second is forgotten)");
    }
}
