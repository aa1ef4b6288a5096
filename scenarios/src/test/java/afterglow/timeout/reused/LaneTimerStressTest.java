package afterglow.timeout.reused;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.JcstressRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link LaneTimerStress}. */
@EnabledIfSystemProperty(named = JcstressRun.MILLIS, matches = ".+")
class LaneTimerStressTest {

    @TempDir
    Path folder;

    @Test
    void shouldExpireTheRightSendForgetNoneAndLeaveNoTask() throws IOException, InterruptedException {
        assertThat(JcstressRun.of("LaneTimerStress\\.(?!Guilty)", folder))
                .contains("Failed tests: No matches")
                .contains("Error tests: No matches");
    }

    @Test
    void shouldFindThatTheFenceIsNeeded() throws IOException, InterruptedException {
        assertThat(JcstressRun.of("LaneTimerStress\\.Guilty", folder))
                .contains("LaneTimerStress.GuiltyReusedWithoutFence")
                .contains("Observed forbidden state: 0, 0 (the send has no task)");
    }
}
