package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class SubjectTest {

    private static final Strategies STRATEGIES = Strategies.load();

    @ParameterizedTest
    @EnumSource
    void shouldTimeTheFloorAndAStrategyAndSayWhatASendTook(Subject subject) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(subject.include())
                        .param("strategy", "none", "wheel")
                        .param("subscribers", "10")
                        .param("outstanding", "10")
                        .param("order", "shuffled")
                        .param("timeoutMillis", "30000")
                        .param("storm", "10")
                        .param("publishers", "2")
                        .forks(0)
                        .warmupIterations(1)
                        .warmupTime(TimeValue.milliseconds(10))
                        .measurementIterations(2)
                        .measurementTime(TimeValue.milliseconds(10))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertThat(results).hasSize(2);
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                assertThat(fork.getIterationResults()).hasSize(2);
                for (IterationResult iteration : fork.getIterationResults()) {
                    assertThat(subject.nanosPerSend(result.getParams(), iteration))
                            .isPositive();
                    assertThat(subject.bytesPerSend(result.getParams(), iteration))
                            .isNotNaN();
                }
            }
        }
    }

    @Tag("whole")
    @Test
    void shouldTimeTheRequestsOfEveryStrategyThatServesThem() throws RunnerException {
        List<String> contestants = contestants(Subject.REQUEST);
        assertThat(contestants)
                .contains("none", "scheduled-abandoned", "reused", "netty-wheel")
                .doesNotContain("park", "offer-first(reused)");
        Collection<RunResult> results = run(Subject.REQUEST, contestants, "timeoutMillis", "5");
        assertThat(results).hasSameSizeAs(contestants);
    }

    @Test
    void shouldLetEveryTimerOfAStormBeArmedAgainByItsExpiry() throws RunnerException {
        List<String> contestants = contestants(Subject.EXPIRY);
        assertThat(contestants).contains("none", "scheduled-removed", "reused", "wheel", "okio");
        Collection<RunResult> results = run(Subject.EXPIRY, contestants, "rearms", "2");
        assertThat(results).hasSameSizeAs(contestants);
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                assertThat(fork.getIterationResults())
                        .allSatisfy(storm -> assertThat(Subject.counted(storm, "rearmedLatenessNanos"))
                                .as(result.getParams().getParam("strategy"))
                                .isPositive());
            }
        }
    }

    private static List<String> contestants(Subject subject) {
        return STRATEGIES.descriptors().stream()
                .filter(Descriptor::available)
                .filter(strategy -> subject.absence(strategy).isEmpty())
                .map(Descriptor::id)
                .toList();
    }

    private static Collection<RunResult> run(Subject subject, List<String> contestants, String parameter, String value)
            throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(subject.include())
                        .param("strategy", contestants.toArray(String[]::new))
                        .param("storm", "100")
                        .param(parameter, value)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(2)
                        .measurementTime(TimeValue.milliseconds(10))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    @Test
    void shouldKeepAwayWhoExpiresOnlyASendThatIsWaitedFor() {
        assertThat(Subject.INFLIGHT.absence(STRATEGIES.describe("park")))
                .hasValueSatisfying(why -> assertThat(why).contains("waits for"));
        assertThat(Subject.INFLIGHT.absence(STRATEGIES.describe("published-ticker")))
                .hasValueSatisfying(why -> assertThat(why).contains("share one timer"));
        assertThat(Subject.INFLIGHT.absence(STRATEGIES.describe("none"))).isEmpty();
        assertThat(Subject.BROADCAST.absence(STRATEGIES.describe("park"))).isEmpty();
    }

    @Test
    void shouldKeepAwayFromStormsWhoNeedNotExpireButLetTheFloorIn() {
        assertThat(Subject.EXPIRY.absence(STRATEGIES.describe("published-ticker")))
                .hasValueSatisfying(why -> assertThat(why).contains("expir"));
        assertThat(Subject.EXPIRY.absence(STRATEGIES.describe("none"))).isEmpty();
        assertThat(Subject.EXPIRY.absence(STRATEGIES.describe("wheel"))).isEmpty();
    }
}
