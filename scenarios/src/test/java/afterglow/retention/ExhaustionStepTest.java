package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExhaustionStepTest {

    /** In MB; so much that the jars of the test class path, whose indexes the JVM keeps, are not the greater part. */
    private static final String HEAP = "32m";

    private static final long ENOUGH = 10_000_000;

    @TempDir
    private Path folder;

    @Test
    void shouldFillASmallHeapWithAbandonedTimers() throws Exception {
        ExhaustionStep.Result result = run("scheduled-abandoned", HEAP, null);

        assertThat(result).isInstanceOf(ExhaustionStep.Died.class);
        ExhaustionStep.Died died = (ExhaustionStep.Died) result;
        assertThat(died.sends()).isBetween(10_000L, 1_000_000L);
        assertThat(died.top().get(0).className()).endsWith("ScheduledFutureTask");
        assertThat(died.top().get(0).objects()).isBetween(died.sends(), died.sends() + 1_001);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldOutliveItWithATimerThatIsReused() throws Exception {
        assertThat(run("reused", HEAP, null)).isInstanceOf(ExhaustionStep.Lived.class);
    }

    @Test
    void shouldDumpTheHeapOnlyWhereAsked() throws Exception {
        Path dump = folder.resolve("full.hprof");

        assertThat(run("scheduled-cancelled", HEAP, dump)).isInstanceOf(ExhaustionStep.Died.class);
        assertThat(Files.size(dump)).isGreaterThan(1 << 20);
    }

    @Test
    void shouldTellAHeapThatIsTooSmallToStart() throws Exception {
        assertThat(run("reused", "2m", null)).isInstanceOf(ExhaustionStep.NotStarted.class);
    }

    private static ExhaustionStep.Result run(String strategy, String heap, @Nullable Path dump) throws Exception {
        return new ExhaustionStep(
                        Jdk.current(),
                        System.getProperty("java.class.path"),
                        strategy,
                        heap,
                        Duration.ofHours(1),
                        ENOUGH,
                        Duration.ofMinutes(2),
                        dump)
                .run();
    }
}
