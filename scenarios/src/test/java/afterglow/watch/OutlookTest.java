package afterglow.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import afterglow.watch.Outlook.Trend;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutlookTest {

    private static final double SECONDS = 20;
    private static final long GIGABYTE = 1L << 30;

    private static Outlook of(
            long before, long after, double rate, @Nullable Queues queuesBefore, @Nullable Queues queuesAfter) {
        return Outlook.of(new Sighting(
                TimerClass.all().get(0),
                null,
                before,
                after,
                true,
                72 * after,
                72,
                GIGABYTE,
                SECONDS,
                new Arms(rate, List.of()),
                queuesBefore,
                queuesAfter,
                true));
    }

    private static Outlook of(long before, long after, double rate) {
        return of(before, after, rate, null, null);
    }

    private static Queues queues(long queued, long cancelled, long overdue, long newer, long newerLeftMillis) {
        return new Queues(1, queued, cancelled, overdue, newer, newerLeftMillis, queued);
    }

    @Test
    void shouldCallItLevelAndTellTheStayWhereArmsDoNotAddUp() {
        Outlook level = of(300_000, 300_500, 5_000);
        assertThat(level.trend()).isEqualTo(Trend.LEVEL);
        assertThat(level.staySeconds()).isCloseTo(60, within(1.0));
        assertThat(level.open() || level.guilty()).isFalse();
    }

    @Test
    void shouldTellTheLevelByTheDeadlinesOfThoseThatWereArmedMeanwhile() {
        // 5,000/s of 60 s: those of the last 20 s have 50 s left, on average.
        Outlook filling = of(
                100_000, 200_000, 5_000, queues(100_000, 0, 0, 0, 0), queues(200_000, 0, 0, 100_000, 5_000_000_000L));
        assertThat(filling.trend()).isEqualTo(Trend.FILLING);
        assertThat(filling.level()).isCloseTo(300_000, within(1_000.0));
        assertThat(filling.levelSeconds()).isCloseTo(20, within(0.5));
        assertThat(filling.open() || filling.guilty()).isFalse();
    }

    @Test
    void shouldSayThatALevelDoesNotFitTheHeap() {
        // 1,000/s of a day.
        Outlook filling =
                of(1_000, 21_000, 1_000, queues(1_000, 0, 0, 0, 0), queues(21_000, 0, 0, 20_000, 1_728_000_000_000L));
        assertThat(filling.fits()).isFalse();
        assertThat(filling.guilty()).isTrue();
        assertThat(filling.because()).contains("does not fit");
    }

    @Test
    void shouldNotTellALevelWithoutDeadlinesOrAgainstTheCounts() {
        assertThat(of(100_000, 200_000, 5_000).open()).isTrue();
        Outlook disagreeing =
                of(100_000, 200_000, 5_000, queues(100_000, 0, 0, 0, 0), queues(200_000, 0, 0, 50_000, 5_000_000_000L));
        assertThat(disagreeing.trend()).isEqualTo(Trend.FILLING);
        assertThat(disagreeing.open()).isTrue();
    }

    @Test
    void shouldFindThemPilingUpWhenTheyAreCancelledOrOverdueOrHeldOutsideTheQueue() {
        assertThat(of(9_000, 9_000, 100, queues(9_000, 0, 0, 0, 0), queues(9_000, 1_000, 0, 0, 0))
                        .trend())
                .isEqualTo(Trend.PILES_UP);
        assertThat(of(9_000, 9_000, 100, queues(9_000, 0, 0, 0, 0), queues(9_000, 0, 1_000, 0, 0))
                        .trend())
                .isEqualTo(Trend.PILES_UP);
        assertThat(of(10_000, 20_000, 500, queues(500, 0, 0, 0, 0), queues(500, 0, 0, 0, 0))
                        .trend())
                .isEqualTo(Trend.PILES_UP);
    }

    @Test
    void shouldCallItABurstWhenNothingIsArmedAnyMore() {
        assertThat(of(1_000_000, 1_000_000, 0).trend()).isEqualTo(Trend.BURST);
        assertThat(of(1_000_000, 900_000, 0).trend()).isEqualTo(Trend.BURST);
    }

    @Test
    void shouldNotTellWhatTheRateDoesNotExplain() {
        assertThat(of(1_000, 200_000, 1_000).trend()).isEqualTo(Trend.CANNOT_TELL);
        assertThat(of(1_000, 200_000, 0).trend()).isEqualTo(Trend.CANNOT_TELL);
        assertThat(of(1_000, 2_000, Double.NaN).trend()).isEqualTo(Trend.CANNOT_TELL);
    }

    @Test
    void shouldAdviseWhatFitsTheCause() {
        Outlook overdue = of(9_000, 9_000, 100, queues(9_000, 0, 0, 0, 0), queues(9_000, 0, 1_000, 0, 0));
        assertThat(overdue.advice()).contains("thread dump");
        Outlook held = of(10_000, 20_000, 500, queues(500, 0, 0, 0, 0), queues(500, 0, 0, 0, 0));
        assertThat(held.advice()).contains("heap dump");
        assertThat(of(300_000, 300_500, 5_000).advice()).isEmpty();
    }

    @Test
    void shouldOfferDeadlinesOnlyWhereTheyCanBeRead() {
        assertThat(TimerClass.all())
                .extracting(TimerClass::name)
                .filteredOn(Queues::readable)
                .hasSize(2);
        assertThat(of(100_000, 200_000, 5_000).because()).contains("--deadlines");
    }
}
