package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private static final long MILLI = 1_000_000;

    private final Lateness lateness = new Lateness();

    @Test
    void shouldOrderEarlyBeforeLateInItsPercentiles() {
        LongStream.rangeClosed(1, 60).forEach(i -> lateness.record(-i * MILLI));
        LongStream.rangeClosed(1, 40).forEach(i -> lateness.record(i * MILLI));

        // -60, -59 .. -1, 1 .. 40: the 50th of them is -11, the 90th 30.
        assertThat(lateness.percentile(50).getAsLong() / 1e6).isCloseTo(-11, within(0.02));
        assertThat(lateness.percentile(90).getAsLong() / 1e6).isCloseTo(30, within(0.04));
        assertThat(lateness.percentile(1).getAsLong() / 1e6).isCloseTo(-60, within(0.07));
        assertThat(lateness.max().getAsLong() / 1e6).isCloseTo(40, within(0.05));
        assertThat(lateness.earlyMax().getAsLong() / 1e6).isCloseTo(60, within(0.07));
    }

    @Test
    void shouldTellTheLeastEarlyAsLatestWhenAllWereEarly() {
        lateness.record(-3);
        lateness.record(-5);

        assertThat(lateness.max()).hasValue(-3);
        assertThat(lateness.percentile(50)).hasValue(-5);
    }

    @Test
    void shouldKnowNoPercentileThatTooFewExpiriesTell() {
        LongStream.range(0, 999).forEach(lateness::record);
        assertThat(lateness.percentile(99)).isPresent();
        assertThat(lateness.percentile(99.9)).isEmpty();

        lateness.record(999);
        assertThat(lateness.percentile(99.9)).hasValue(998);
        assertThat(new Lateness().percentile(50)).isEmpty();
        assertThat(new Lateness().max()).isEmpty();
    }

    @Test
    void shouldCountWhatIsOverItsRangeInsteadOfThrowing() {
        lateness.record(Lateness.MOST_NANOS);
        lateness.record(2 * Lateness.MOST_NANOS);
        lateness.record(-Long.MAX_VALUE);

        assertThat(lateness.overRange().sum()).isEqualTo(2);
        assertThat(lateness.count()).isEqualTo(3);
    }

    @Test
    void shouldSurviveTheWayFromChildToParent() {
        lateness.record(-7);
        lateness.record(11);
        lateness.record(2 * Lateness.MOST_NANOS);
        lateness.recorded(1_000, 2_000);

        assertThat(Lateness.isLine(lateness.line())).isTrue();
        Lateness read = Lateness.of(lateness.line());

        assertThat(read.early()).isEqualTo(lateness.early());
        assertThat(read.late()).isEqualTo(lateness.late());
        assertThat(read.overRange().sum()).isEqualTo(1);
        assertThat(read.late().getStartTimeStamp()).isEqualTo(1_000);
        assertThat(read.late().getEndTimeStamp()).isEqualTo(2_000);
    }
}
