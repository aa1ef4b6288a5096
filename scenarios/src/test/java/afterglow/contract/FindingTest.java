package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.contract.Finding.State;
import afterglow.contract.Probe.Told;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What attempts, and what little a busy machine lets be seen, amount to. */
class FindingTest {

    private static final long SECOND_NANOS = 1_000_000_000;

    @ParameterizedTest
    @CsvSource({
        "KEPT, KEPT",
        "BROKEN NOT_TOLD KEPT, KEPT",
        "BROKEN BROKEN BROKEN, BROKEN",
        "NOT_TOLD BROKEN BROKEN NOT_TOLD BROKEN, BROKEN",
        "BROKEN BROKEN NOT_TOLD NOT_TOLD NOT_TOLD, NOT_TOLD",
    })
    void shouldBelieveThreeAttemptsThatFailAndOneThatDoesNot(String attempts, State expected) throws Exception {
        Iterator<String> states = List.of(attempts.split(" ", -1)).iterator();

        Finding finding = Finding.bestOf(3, () -> new Finding(State.valueOf(states.next()), "seen"));

        assertThat(finding.state()).isEqualTo(expected);
        assertThat(states).isExhausted();
    }

    @ParameterizedTest
    @CsvSource({
        "KEPT, KEPT, KEPT",
        "KEPT, NOT_TOLD, NOT_TOLD",
        "NOT_TOLD, KEPT, NOT_TOLD",
        "NOT_TOLD, BROKEN, BROKEN",
        "BROKEN, NOT_TOLD, BROKEN",
    })
    void shouldClearNoMoreThanBothDo(State one, State other, State expected) {
        assertThat(new Finding(one, "").and(new Finding(other, "")).state()).isEqualTo(expected);
    }

    @Test
    void shouldNotTakeForSilentWhatHadNoTurnToSpeak() throws Exception {
        assertThat(silent(List.of(), true, true)).isEqualTo(State.KEPT);
        assertThat(silent(List.of(), true, false)).isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldBlameNoExpiryThatMayHaveComeBeforeTheDisarm() throws Exception {
        List<Told> first = List.of(new Told(1, false, 0, 0));

        assertThat(silent(first, true, true)).isEqualTo(State.BROKEN);
        assertThat(silent(first, false, true)).isEqualTo(State.NOT_TOLD);
    }

    @Test
    void shouldBlameNoStrategyForAMachineThatHasNoTimeToArm() {
        assertThat(Costs.filled(3_000, 2 * SECOND_NANOS).state()).isEqualTo(State.BROKEN);
        assertThat(Costs.filled(3_000, SECOND_NANOS).state()).isEqualTo(State.NOT_TOLD);
        assertThat(Costs.filled(20_000, SECOND_NANOS).state()).isEqualTo(State.NOT_TOLD);
        assertThat(Costs.filled(20_000, 2 * SECOND_NANOS).state()).isEqualTo(State.KEPT);
        assertThat(Costs.filled(64_000, SECOND_NANOS).state()).isEqualTo(State.KEPT);
    }

    private static State silent(List<Told> told, boolean inTime, boolean isOver) throws Exception {
        return Finding.of(() -> new Deadlines.Disarmed(told, inTime, isOver).silent())
                .state();
    }
}
