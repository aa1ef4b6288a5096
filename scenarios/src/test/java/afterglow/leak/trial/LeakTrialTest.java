package afterglow.leak.trial;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.accuracy.Lateness;
import afterglow.accuracy.SendDeadlines;
import afterglow.results.Row;
import afterglow.results.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeakTrialTest {

    @ParameterizedTest
    @CsvSource({
        "  5,   2, 0, 0, clean",
        "900,   2, 0, 0, late",
        "900, 800, 0, 0, unknown",
        "-50, 800, 0, 0, early",
        "900, 800, 1, 0, never",
        "900, 800, 0, 1, wrong-target",
    })
    void shouldNotTakeALateMachineForALateTimeout(
            long lateMillis, long machineMillis, long never, long strays, String verdict) {
        Lateness lateness = new Lateness();
        lateness.record(lateMillis * 1_000_000);
        Row row = LeakTrial.deadline(
                Row.of(Schema.LEAKS), new SendDeadlines.Finding(2, lateness, never, strays, machineMillis * 1_000_000));
        assertThat(row.text("verdict")).isEqualTo(verdict);
        assertThat(row.text("note").isEmpty()).isEqualTo(!verdict.equals("unknown"));
    }
}
