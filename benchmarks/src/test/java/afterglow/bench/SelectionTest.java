package afterglow.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.cli.BadInputException;
import afterglow.timeout.Strategies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

class SelectionTest {

    @Test
    void shouldMeasureEveryStrategyOfTheRegistryUnlessToldWhich() throws CommandLineOptionException {
        assertThat(select("Broadcast").parameters().get("strategy"))
                .isEqualTo(Strategies.load().available());
        assertThat(select("Broadcast", "-p", "strategy=park,reused")
                        .parameters()
                        .get("strategy"))
                .containsExactly("park", "reused");
    }

    @Test
    void shouldLeaveOutWhoNeverGivesUpWhenSubscribersAreStalled() throws CommandLineOptionException {
        assertThat(select("Broadcast", "-p", "stalledPercent=1").parameters().get("strategy"))
                .contains("park", "reused")
                .doesNotContain("none");
    }

    @Test
    void shouldTellHowManyForksItNeedsAndHowLongTheyTake() throws CommandLineOptionException {
        Selection selection = select(
                "Broadcast",
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
    void shouldTakeAtMostAQuarterOfAnHourWithoutArguments() {
        assertThat(Selection.bounded().estimate()).isLessThan(Duration.ofMinutes(15));
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
        assertThatThrownBy(() -> select("Broadcast", "-p", parameter))
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
        return Selection.of(new CommandLineOptions(args), names);
    }
}
