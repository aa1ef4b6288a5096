package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.cli.BadInputException;
import afterglow.timeout.Strategies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;

class SelectionTest {

    @Test
    void shouldMeasureEveryStrategyOfTheRegistryUnlessToldWhich() throws CommandLineOptionException {
        assertThat(select("BroadcastBenchmark").parameters().get("strategy"))
                .isEqualTo(Strategies.load().available());
        assertThat(select("BroadcastBenchmark", "-p", "strategy=park,reused")
                        .parameters()
                        .get("strategy"))
                .containsExactly("park", "reused");
    }

    @Test
    void shouldLeaveOutWhoNeverGivesUpWhenSubscribersAreStalled() throws CommandLineOptionException {
        assertThat(select("BroadcastBenchmark", "-p", "stalledPercent=1")
                        .parameters()
                        .get("strategy"))
                .contains("park", "reused")
                .doesNotContain("none");
    }

    @Test
    void shouldTellHowManyForksItNeedsAndHowLongTheyTake() throws CommandLineOptionException {
        Selection selection = select(
                "BroadcastBenchmark",
                "-p",
                "strategy=park,reused",
                "-p",
                "subscribers=1,2,3",
                "-f",
                "2",
                "-wi",
                "0",
                "-i",
                "1",
                "-r",
                "10s");
        assertThat(selection.points()).isEqualTo(6);
        assertThat(selection.forks()).isEqualTo(12);
        assertThat(selection.estimate()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    }

    @Test
    void shouldTakeAtMostAQuarterOfAnHourWithoutArguments() throws CommandLineOptionException {
        List<Selection> runs =
                Selection.of(new CommandLineOptions(Main.FIRST_LOOK), Main.parameterNames(Main.FIRST_LOOK));
        Duration estimate = runs.stream().map(Selection::estimate).reduce(Duration.ZERO, Duration::plus);
        assertThat(estimate).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
        assertThat(runs).allSatisfy(run -> assertThat(run.absences()).isEmpty());
        assertThat(runs).allSatisfy(run -> assertThat(foundByJmh(run)).isEqualTo(run.entries()));
        assertThat(runs.stream().flatMap(run -> run.entries().stream()).map(BenchmarkListEntry::getUsername))
                .contains(
                        "afterglow.bench.BroadcastBenchmark.broadcast",
                        "afterglow.bench.InFlightBenchmark.broadcast",
                        "afterglow.bench.RequestBenchmark.request",
                        "afterglow.bench.ExpiryBenchmark.expire");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ArmDisarmBenchmark.class,
                BroadcastBenchmark.class,
                CloseBenchmark.class,
                ContentionBenchmark.class,
                ExpiryBenchmark.class,
                HandWrittenBenchmark.class,
                InFlightBenchmark.class,
                RequestBenchmark.class,
            })
    void shouldWarmUpForSecondsInSeveralForksWithTheSameHeap(Class<?> benchmark) throws CommandLineOptionException {
        Selection selection = select(benchmark.getSimpleName());
        assertThat(selection.entries()).allSatisfy(entry -> {
            assertThat(entry.getForks().get()).isEqualTo(3);
            assertThat(entry.getJvmArgsPrepend().get())
                    .containsExactly("-Xms256m", "-Xmx256m", "-XX:G1HeapRegionSize=16m", "-XX:+AlwaysPreTouch");
            long warmUpMillis = entry.getWarmupIterations().get()
                    * entry.getWarmupTime().get().convertTo(TimeUnit.MILLISECONDS);
            assertThat(warmUpMillis).isBetween(1_000L, 3_000L);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "BroadcastBenchmark, -Xms256m -Xmx256m -XX:G1HeapRegionSize=16m -XX:+AlwaysPreTouch",
        "ArmDisarm -p outstanding=0, -Xms256m -Xmx256m -XX:G1HeapRegionSize=16m -XX:+AlwaysPreTouch",
        "ArmDisarm -p outstanding=0 -p outstanding=1000000, -Xms1536m -Xmx1536m -XX:G1HeapRegionSize=16m -XX:+AlwaysPreTouch",
        "InFlight -p outstanding=100000, -Xms384m -Xmx384m -XX:G1HeapRegionSize=16m -XX:+AlwaysPreTouch",
        "BroadcastBenchmark -jvmArgs -Xmx64m, -XX:+AlwaysPreTouch",
        "BroadcastBenchmark -jvmArgsAppend -Xmx1g, -XX:+AlwaysPreTouch",
        "BroadcastBenchmark -jvmArgsPrepend -Xmx1g, -Xmx1g",
    })
    void shouldGiveForksAHeapOfAFixedSizeUnlessTheUserDoes(String arguments, String flags)
            throws CommandLineOptionException {
        String[] args = (arguments + " -p strategy=none").split(" ");
        assertThat(Selection.of(new CommandLineOptions(args), Main.parameterNames(args)))
                .allSatisfy(run -> assertThat(run.entries())
                        .allSatisfy(entry -> assertThat(String.join(
                                        " ",
                                        // As JMH does.
                                        run.options()
                                                .getJvmArgsPrepend()
                                                .orElse(entry.getJvmArgsPrepend()
                                                        .get())))
                                .isEqualTo(flags)));
    }

    @Test
    void shouldRunBenchmarksWithOtherContestantsApart() throws CommandLineOptionException {
        String[] args = {"ArmDisarmBenchmark|InFlightBenchmark", "-p", "strategy=none,park"};
        List<Selection> runs = Selection.of(new CommandLineOptions(args), Main.parameterNames(args));
        assertThat(runs)
                .extracting(run -> run.parameters().get("strategy"))
                .containsExactly(List.of("none", "park"), List.of("none"));
        assertThat(runs)
                .extracting(Selection::absences)
                .containsOnly(List.of(
                        "park cannot take part in InFlightBenchmark: it expires only a send that a thread waits for"));
        assertThat(runs).allSatisfy(run -> assertThat(foundByJmh(run)).isEqualTo(run.entries()));
        // Each keeps its own outstanding timers.
        assertThat(runs).extracting(Selection::points).containsExactly(2 * 3, 3);
    }

    @Test
    void shouldSayWhyNobodyIsLeft() {
        assertThatThrownBy(() -> select("InFlightBenchmark", "-p", "strategy=park"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("park cannot take part in InFlightBenchmark: it expires only");
    }

    @ParameterizedTest
    @CsvSource({
        "InFlightBenchmark, order=backwards, -p order=backwards",
        "InFlightBenchmark, outstanding=0, -p outstanding=0",
        "ArmDisarmBenchmark, outstanding=-1, -p outstanding=-1",
        "ArmDisarmBenchmark, timeoutMillis=0, -p timeoutMillis=0",
        "ExpiryBenchmark, storm=0, -p storm=0",
        "CloseBenchmark, publishers=none, -p publishers=none",
    })
    void shouldRefuseAValueThatCannotBeMeasured(String benchmark, String parameter, String message) {
        assertThatThrownBy(() -> select(benchmark, "-p", parameter))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "strategy=nix, unknown strategy 'nix'",
        "subscribers=0, -p subscribers=0",
        "subscribers=many, -p subscribers=many",
        "stalledPercent=-1, -p stalledPercent=-1",
        "workers=green, -p workers=green",
        "colour=red, no benchmark that matches has a parameter 'colour'",
    })
    void shouldRefuseAParameterThatWouldMeasureSomethingElse(String parameter, String message) {
        assertThatThrownBy(() -> select("BroadcastBenchmark", "-p", parameter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseABenchmarkThatIsNotThere() {
        assertThatThrownBy(() -> select("NoSuch"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no benchmark matches 'NoSuch'");
    }

    private static Selection select(String... args) throws CommandLineOptionException {
        List<String> names = Main.parameterNames(args);
        List<Selection> runs = Selection.of(new CommandLineOptions(args), names);
        assertThat(runs).hasSize(1);
        return runs.get(0);
    }

    private static List<BenchmarkListEntry> foundByJmh(Selection run) {
        return List.copyOf(BenchmarkList.defaultList()
                .find(
                        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                        run.options().getIncludes(),
                        run.options().getExcludes()));
    }
}
