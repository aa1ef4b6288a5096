package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.contract.Finding.State;
import afterglow.contract.PlainScheduler.Lateness;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainSchedulerTest {

    private static final long MILLI = 1_000_000;
    private static final int EXPIRIES = 800;

    @Test
    void shouldConvictWhatIsNowAndThenLateOnAQuietMachine() {
        assertThat(judged(i -> 0, PlainSchedulerTest::oneInEightLate)).isEqualTo(State.BROKEN);
        assertThat(judged(i -> 0, i -> i % 30 == 0 ? 35 * MILLI : 0)).isEqualTo(State.BROKEN);
    }

    @Test
    void shouldNotClearItOnAMachineSoBusyThatItIsNotTold() {
        assertThat(judged(i -> i % 16 * MILLI, PlainSchedulerTest::oneInEightLate))
                .isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldNotClearWhatIsLateWhileThePlainSchedulerIsInTime() {
        assertThat(judged(i -> 15 * MILLI * (i % 2), PlainSchedulerTest::oneInEightLate))
                .isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldClearWhatIsInTimeWheneverThePlainSchedulerIs() {
        assertThat(judged(i -> 15 * MILLI * (i % 2), i -> MILLI / 2)).isEqualTo(State.KEPT);
    }

    @Test
    void shouldNotConvictForWhatTheMachineDoesToBoth() {
        assertThat(judged(i -> i % 100 * MILLI, i -> 0)).isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldNotTellOfNothing() {
        assertThat(PlainScheduler.judged(List.of(), 0, 3 * MILLI, "").state()).isEqualTo(State.NOT_TOLD);
    }

    private static long oneInEightLate(int i) {
        return i % 8 == 0 ? 35 * MILLI : 0;
    }

    /** What is found if the machine makes both so late, and the strategy is late by more. */
    private static State judged(IntToLongFunction both, IntToLongFunction more) {
        return PlainScheduler.judged(
                        IntStream.range(0, EXPIRIES)
                                .mapToObj(i ->
                                        new Lateness(both.applyAsLong(i) + more.applyAsLong(i), both.applyAsLong(i)))
                                .toList(),
                        0,
                        3 * MILLI,
                        "")
                .state();
    }
}
