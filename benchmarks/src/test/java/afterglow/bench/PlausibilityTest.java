package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Whether the harness notices work that is not done. */
class PlausibilityTest {

    @Test
    void shouldNoticeAFloorWhoseWorkIsOptimisedAway() throws RunnerException {
        assertThat(doubts(PlantedBenchmark.class, 1))
                .singleElement()
                .asString()
                .contains("void", "PlantedBenchmark.broadcast");
    }

    @Test
    void shouldBelieveTheFloorThatDoesItsWork() throws RunnerException {
        assertThat(doubts(BroadcastBenchmark.class, 0)).isEmpty();
    }

    @Test
    void shouldMakeARunVoidThatSentToFewerThanTheOthers() {
        assertThatThrownBy(() -> run(PlantedBenchmark.class, "shortBroadcast"))
                .isInstanceOf(RunnerException.class)
                .hasStackTraceContaining("void: strategy 'none' ended a broadcast with");
    }

    /** The doubts about a floor; until there are as many as expected, for some attempts. */
    private static List<String> doubts(Class<?> floor, int expected) throws RunnerException {
        List<String> doubts;
        int attempts = 0;
        do {
            Collection<RunResult> results = run(floor, "broadcast");
            results.addAll(run(HandWrittenBenchmark.class, "broadcast"));
            assertThat(results).hasSize(2);
            doubts = HandWrittenBenchmark.doubts(results);
            // On a busy machine the one may wait for a core all the while, and the other not.
        } while (doubts.size() != expected && ++attempts < 10);
        return doubts;
    }

    private static Collection<RunResult> run(Class<?> benchmark, String method) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmark.getName() + "." + method) + "$")
                .param("subscribers", "100")
                .forks(0)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(300))
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(300))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        return new Runner(options.build()).run();
    }
}
