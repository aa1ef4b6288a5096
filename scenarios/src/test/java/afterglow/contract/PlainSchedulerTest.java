package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.contract.Finding.State;
import afterglow.contract.PlainScheduler.Expired;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainSchedulerTest {

    private static final long MILLI = 1_000_000;
    private static final int EXPIRIES = 800;

    @ParameterizedTest
    @CsvSource({"8, 35", "30, 35", "22, 20", "22, 10", "100, 10"})
    void shouldConvictWhatIsNowAndThenLateOnAQuietMachine(int each, long millis) {
        assertThat(judged(i -> 0, i -> late(i, each, millis))).isEqualTo(State.BROKEN);
    }

    @Test
    void shouldConvictWhatIsPassedOverOnABusyMachine() {
        assertThat(judged(i -> i % 16 * MILLI, i -> i % 16 * MILLI + late(i, 8, 35)))
                .isEqualTo(State.BROKEN);
        assertThat(judged(i -> i % 2 * 15L * MILLI, i -> i % 2 * 15L * MILLI + late(i, 8, 35)))
                .isEqualTo(State.BROKEN);
    }

    @Test
    void shouldNotTellWhatIsPassedOverWhileTheSchedulerIsAsOftenLateAlone() {
        assertThat(judged(i -> late(i + 4, 8, 35), i -> late(i, 8, 35))).isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldClearWhatIsLateAsItSays() {
        assertThat(judged(20 * MILLI, i -> 0, i -> late(i, 22, 20))).isEqualTo(State.KEPT);
    }

    @Test
    void shouldClearWhatTheMachineStallsOnce() {
        assertThat(judged(i -> 0, i -> i < 30 ? (30 - i) * MILLI : 0)).isEqualTo(State.KEPT);
    }

    @Test
    void shouldNotClearWhatIsLateWhileThePlainSchedulerIsInTime() {
        assertThat(judged(i -> i % 2 * 15L * MILLI, i -> (i % 2 * 7L + 8) * MILLI))
                .isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldClearWhatIsInTimeWheneverThePlainSchedulerIs() {
        assertThat(judged(i -> i % 2 * 15L * MILLI, i -> i % 2 * 15L * MILLI + MILLI / 2))
                .isEqualTo(State.KEPT);
    }

    @Test
    void shouldNotConvictForWhatTheMachineDoesToBoth() {
        assertThat(judged(i -> i % 100 * MILLI, i -> i % 100 * MILLI)).isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldNotConvictWhatWaitsForACoreAndIsNoLaterThanThat() {
        assertThat(judged(0, 5 * MILLI, i -> 0, i -> i % 16 * MILLI)).isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldConvictWhatIsMuchLaterThanItWaitsForACore() {
        assertThat(judged(0, 5 * MILLI, i -> 0, i -> i % 80 * MILLI)).isEqualTo(State.BROKEN);
        assertThat(judged(0, 5 * MILLI, i -> 0, i -> late(i, 8, 35))).isEqualTo(State.BROKEN);
    }

    @Test
    void shouldNotConvictATickThatWaitsForACoreHalfWay() {
        assertThat(judged(2 * MILLI, 4 * MILLI, i -> 0, i -> late(i, 40, 15))).isEqualTo(State.NOT_TOLD);
        assertThat(judged(2 * MILLI, 0, i -> 0, i -> late(i, 40, 15))).isEqualTo(State.BROKEN);
    }

    @Test
    void shouldTakeNoWaitOfLessThanAMillisecondForAnExcuse() {
        assertThat(judged(0, MILLI, i -> 0, i -> i % 6 * MILLI)).isEqualTo(State.BROKEN);
    }

    @Test
    void shouldNotTellOfNothing() {
        assertThat(PlainScheduler.judged(List.of(), 0, 3 * MILLI, 0, "").state())
                .isEqualTo(State.NOT_TOLD);
    }

    private static long late(int i, int each, long millis) {
        return i % each == 0 ? millis * MILLI : 0;
    }

    private static State judged(IntToLongFunction scheduler, IntToLongFunction strategy) {
        return judged(0, scheduler, strategy);
    }

    /** What is found of timeouts that are due 1 ms after one another, if the two are so late. */
    private static State judged(long granularity, IntToLongFunction scheduler, IntToLongFunction strategy) {
        return judged(granularity, 0, scheduler, strategy);
    }

    private static State judged(long granularity, long wait, IntToLongFunction scheduler, IntToLongFunction strategy) {
        return PlainScheduler.judged(
                        IntStream.range(0, EXPIRIES)
                                .mapToObj(i -> new Expired(
                                        i * MILLI,
                                        i * MILLI + strategy.applyAsLong(i),
                                        i * MILLI + scheduler.applyAsLong(i)))
                                .toList(),
                        granularity,
                        3 * MILLI,
                        wait,
                        "")
                .state();
    }
}
