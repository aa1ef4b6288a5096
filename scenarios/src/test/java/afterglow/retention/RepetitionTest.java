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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same verdict twenty times of twenty, on an idle machine and on a busy one: one object in 100,000 sends is found, a leak
 * behind a cache is found, and nothing is found where nothing is retained, a cache levels off at 200,000, or what sends left is
 * cleaned up each second. Run by {@code mvn -Pslow -pl scenarios test -Dtest=RepetitionTest}.
 */
@Tag("slow")
class RepetitionTest {

    private static final int RUNS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    static List<Arguments> verdicts() {
        return List.of(
                Arguments.of("one-in-100000", Ending.DELIVERED, "leaks"),
                Arguments.of("innocent", Ending.DELIVERED, "clean"),
                Arguments.of("reused", Ending.DELIVERED, "clean"),
                Arguments.of("leaks-in-secret", Ending.DELIVERED, "leaks"),
                Arguments.of("cache-and-leak", Ending.TIMED_OUT, "leaks"),
                Arguments.of("large-cache", Ending.DELIVERED, "clean"),
                Arguments.of("large-cache", Ending.TIMED_OUT, "clean"),
                Arguments.of("cleans-up-each-second", Ending.FAILED, "clean"));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void shouldComeToTheSameVerdictIdle(String strategy, Ending ending, String verdict) throws Exception {
        requireEachTime(strategy, ending, verdict, "idle");
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void shouldComeToTheSameVerdictBusy(String strategy, Ending ending, String verdict) throws Exception {
        ExecutorService load = Executors.newCachedThreadPool();
        List<Future<?>> spinners = new ArrayList<>();
        try {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                spinners.add(load.submit(() -> spinner().run(Duration.ofHours(2))));
            }
            requireEachTime(strategy, ending, verdict, "busy");
            assertThat(spinners).noneMatch(Future::isDone);
        } finally {
            load.shutdownNow();
        }
    }

    private void requireEachTime(String strategy, Ending ending, String verdict, String machine) throws Exception {
        List<String> seen = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            seen.add(inWords(new RetentionStep(
                            Jdk.current(),
                            Suspects.classPath(folder),
                            strategy,
                            ending,
                            Collector.SERIAL,
                            Effort.THOROUGH)
                    .run(PATIENCE)));
        }
        System.out.println(strategy + ", " + ending + ", " + machine + ": " + seen);
        assertThat(seen).allSatisfy(word -> assertThat(word).startsWith(verdict));
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
