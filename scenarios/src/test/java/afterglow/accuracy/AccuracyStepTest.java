package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.jvm.Jdk;
import afterglow.results.Row;
import afterglow.results.Schema;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class AccuracyStepTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void shouldConvictThePublishedTicker() throws Exception {
        // One lane: with many, each waits so long for its turn at the tick that hardly one is early.
        AccuracyStep.Measured measured = measured(run("published-ticker", 1, Condition.IDLE));

        assertThat(measured.row().whole("early")).isPositive();
        assertThat(measured.lateness().early().getTotalCount())
                .isEqualTo(measured.row().whole("early"));
        assertThat(measured.keepsPromises()).as("it admits to be early").isTrue();
    }

    @Test
    void shouldConvictThePublishedTimer() throws Exception {
        AccuracyStep.Measured measured = measured(run("published-timer", 100, Condition.IDLE));

        // All lanes share one timer, and its one expiry serves one of them.
        assertThat(measured.row().whole("never")).isPositive();
        assertThat(measured.keepsPromises()).as("it admits to lose").isTrue();
    }

    @Test
    void shouldMeasureWhatKeepsItsWord() throws Exception {
        AccuracyStep.Measured measured = measured(run("reused", 100, Condition.IDLE));
        Row row = measured.row();

        assertThat(row.whole("count")).isGreaterThanOrEqualTo(100);
        assertThat(row.whole("early")).isZero();
        assertThat(row.text("early_max_us")).isEmpty();
        assertThat(row.number("p50_us").getAsDouble()).isPositive();
        assertThat(row.number("p99_us").getAsDouble())
                .isGreaterThanOrEqualTo(row.number("p50_us").getAsDouble());
        assertThat(row.number("quiet_cpu_percent")).isPresent();
        assertThat(row.text("condition")).isEqualTo("idle");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldShowThatTheProcessWasStopped() throws Exception {
        Row row = measured(run("scheduled-removed", 50, Condition.STOPPED)).row();

        assertThat(row.whole("disturbances")).isEqualTo(2);
        assertThat(row.number("max_us").getAsDouble()).isGreaterThan(20_000);
        assertThat(row.whole("early")).isZero();
        assertThat(row.text("quiet_cpu_percent")).isEmpty();
    }

    @Test
    void shouldShowThatTheCollectorRan() throws Exception {
        Row row = measured(run("scheduled-removed", 50, Condition.GC)).row();

        assertThat(row.whole("disturbances")).isPositive();
        assertThat(row.whole("early")).isZero();
    }

    @Test
    void shouldSayWhyThereIsNothingToMeasure() throws Exception {
        assertThat(run("none", 1, Condition.IDLE))
                .isInstanceOfSatisfying(
                        AccuracyStep.Absent.class,
                        absent -> assertThat(absent.reason()).contains("nothing expires"));
        assertThat(run("park", 10_000, Condition.IDLE))
                .isInstanceOfSatisfying(
                        AccuracyStep.Absent.class,
                        absent -> assertThat(absent.reason()).contains("10000 threads"));
    }

    @Test
    void shouldSayWhatItsJvmDiedOf() throws Exception {
        assertThat(run("nonsense", 1, Condition.IDLE))
                .isInstanceOfSatisfying(
                        AccuracyStep.Failed.class,
                        failed -> assertThat(failed.reason()).contains("unknown strategy 'nonsense'"));
        assertThat(step("reused", 1, Condition.IDLE).run(Duration.ofMillis(1)))
                .isInstanceOfSatisfying(
                        AccuracyStep.Failed.class,
                        failed -> assertThat(failed.reason()).contains("was killed"));
    }

    @Test
    void shouldHoldAStrategyToWhatItDoesNotAdmit() {
        assertThat(keepsPromises(0, 0, "")).isTrue();
        assertThat(keepsPromises(1, 0, "")).isFalse();
        assertThat(keepsPromises(0, 1, "")).isFalse();
        assertThat(keepsPromises(1, 0, "lost")).isFalse();
        assertThat(keepsPromises(1, 1, "early late lost")).isTrue();
    }

    private static boolean keepsPromises(long early, long never, String admits) {
        Row row =
                Row.of(Schema.ACCURACY).set("early", early).set("never", never).set("admits", admits);
        return new AccuracyStep.Measured(row, new Lateness()).keepsPromises();
    }

    private static AccuracyStep.Result run(String strategy, int lanes, Condition condition) throws Exception {
        return step(strategy, lanes, condition).run(PATIENCE);
    }

    private static AccuracyStep step(String strategy, int lanes, Condition condition) {
        return new AccuracyStep(
                Jdk.current(),
                strategy,
                Duration.ofMillis(5),
                lanes,
                condition,
                // Longer than the short form where the condition has to come about on a busy machine.
                condition == Condition.GC ? Duration.ofSeconds(3) : AccuracyStep.QUICK,
                1);
    }

    private static AccuracyStep.Measured measured(AccuracyStep.Result result) {
        assertThat(result).isInstanceOf(AccuracyStep.Measured.class);
        return (AccuracyStep.Measured) result;
    }
}
