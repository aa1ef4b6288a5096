package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.ChildJvm;
import afterglow.jvm.Jdk;
import afterglow.results.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same verdict twenty times of twenty, on an idle machine and on a busy one: one object in 100,000 sends is found, and
 * nothing is found where nothing is retained. Run by {@code mvn -Pslow -pl scenarios test -Dtest=RepetitionTest}.
 */
@Tag("slow")
class RepetitionTest {

    private static final int RUNS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "one-in-100000, leaks, false",
        "one-in-100000, leaks, true",
        "innocent, clean, false",
        "innocent, clean, true",
        "reused, clean, false",
        "reused, clean, true",
    })
    void shouldComeToTheSameVerdictTwentyTimesOfTwenty(String strategy, String verdict, boolean busy) throws Exception {
        List<String> verdicts = new ArrayList<>();
        ExecutorService load = Executors.newCachedThreadPool();
        List<Future<?>> spinners = new ArrayList<>();
        try {
            for (int i = 0; busy && i < Runtime.getRuntime().availableProcessors(); i++) {
                spinners.add(load.submit(() -> spinner().run(Duration.ofMinutes(30))));
            }
            for (int run = 0; run < RUNS; run++) {
                RetentionStep.Result result = new RetentionStep(
                                Jdk.current(),
                                Suspects.classPath(folder),
                                strategy,
                                Ending.DELIVERED,
                                Collector.SERIAL,
                                Effort.THOROUGH)
                        .run(PATIENCE);
                verdicts.add(inWords(result));
            }
            assertThat(spinners).noneMatch(Future::isDone);
        } finally {
            load.shutdownNow();
        }

        System.out.println(strategy + (busy ? ", busy: " : ", idle: ") + verdicts);
        assertThat(verdicts).hasSize(RUNS).allSatisfy(word -> assertThat(word).startsWith(verdict));
    }

    private static String inWords(RetentionStep.Result result) {
        if (result instanceof RetentionStep.Measured measured) {
            Row row = measured.headline();
            return row.text("verdict") + " " + row.text("objects_per_send") + " in " + row.text("sends");
        }
        return result.toString();
    }

    /** Another process that keeps one core busy. */
    private static ChildJvm spinner() {
        return new ChildJvm(
                Jdk.current(),
                List.of("-Xmx16m", "-XX:+UseSerialGC"),
                System.getProperty("java.class.path"),
                Spinner.class.getName(),
                List.of());
    }

    /** Never ends by itself. */
    static final class Spinner {

        private Spinner() {}

        public static void main(String[] args) {
            ChildJvm.haltWithParent();
            while (true) {
                Thread.onSpinWait();
            }
        }
    }
}
