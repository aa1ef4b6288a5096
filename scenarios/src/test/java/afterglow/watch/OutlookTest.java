package afterglow.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import afterglow.retention.Census;
import afterglow.watch.Outlook.Trend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutlookTest {

    private static final double SECONDS = 20;
    private static final long GIGABYTE = 1L << 30;
    private static final long DAY_MILLIS = 86_400_000;
    private static final TimerClass SCHEDULED = TimerClass.all().stream()
            .filter(timer -> timer.name().equals(QueueAgent.SCHEDULED))
            .findFirst()
            .orElseThrow();

    private static Outlook of(long before, long after, double rate, TimerQueue... queues) {
        return new Sighting(
                        SCHEDULED,
                        null,
                        before,
                        after,
                        true,
                        72 * after,
                        72,
                        GIGABYTE,
                        false,
                        SECONDS,
                        new Arms(rate, List.of()),
                        List.of(queues),
                        queues.length > 0)
                .outlook();
    }

    private static TimerQueue queue(long before, long queued, long cancelled, long overdue) {
        return new TimerQueue("worker", before, queued, cancelled, overdue, 0, 0);
    }

    /** A queue of which so many are left of those that were armed in the first half, with so much time each. */
    private static TimerQueue queue(long before, long queued, long older, double leftMillis) {
        return new TimerQueue("worker", before, queued, 0, 0, older, Math.round(older * leftMillis));
    }

    @Test
    void shouldCallItLevelAndTellTheStayWhereArmsDoNotAddUp() {
        Outlook level = of(300_000, 300_500, 5_000);
        assertThat(level.trend()).isEqualTo(Trend.LEVEL);
        assertThat(level.staySeconds()).isCloseTo(60, within(1.0));
        assertThat(level.open() || level.guilty()).isFalse();
    }

    /** 5 a second for 30 s: two counts of some 150 differ by chance, by more than a tenth of the 100 that were armed. */
    @Test
    void shouldNotTakeChanceForGrowth() {
        assertThat(of(141, 158, 5).trend()).isEqualTo(Trend.LEVEL);
        assertThat(of(1_000, 1_100, 5).trend()).isEqualTo(Trend.FILLING);
    }

    /** 10,000 a second for a tenth of a second, and 100 a second for ever: less than a tenth of what is armed adds up. */
    @Test
    void shouldSeeASmallLeakAmongManyArms() {
        assertThat(of(3_000, 5_000, 10_100).trend()).isEqualTo(Trend.FILLING);
        Outlook old = of(361_000, 363_000, 10_100);
        assertThat(old.trend()).isEqualTo(Trend.LEVEL);
        assertThat(old.because()).contains("grows by 1 % of what is armed");
    }

    @Test
    void shouldTellTheLevelByTheDeadlinesOfThoseThatWereArmedMeanwhile() {
        // 5,000/s of 60 s: those of the first 10 of 20 s have 45 s left, on average.
        Outlook filling = of(100_000, 200_000, 5_000, queue(100_000, 200_000, 50_000, 45_000.0));
        assertThat(filling.trend()).isEqualTo(Trend.FILLING);
        assertThat(filling.level()).isCloseTo(300_000, within(1_000.0));
        assertThat(filling.levelSeconds()).isCloseTo(20, within(0.5));
        assertThat(filling.because()).startsWith("with timeouts of 60 s their number levels off at 300,000 in 20 s");
        assertThat(filling.open() || filling.guilty()).isFalse();
    }

    @Test
    void shouldSayThatALevelDoesNotFitTheHeap() {
        // 1,000/s of a day.
        Outlook filling = of(1_000, 21_000, 1_000, queue(1_000, 21_000, 10_000, DAY_MILLIS - 15_000.0));
        assertThat(filling.fits()).isFalse();
        assertThat(filling.guilty()).isTrue();
        assertThat(filling.because()).contains("does not fit");
    }

    /** One scheduler that fills, and one that holds 2 s of a higher rate and is level; in one queue or in two. */
    @Test
    void shouldTellTheLevelOfTheGuiltyBesideTheInnocent() {
        TimerQueue innocent = queue(8_000, 8_100, 0, 0.0);
        TimerQueue guilty = queue(5_000, 15_000, 5_000, DAY_MILLIS - 15_000.0);
        TimerQueue both = queue(13_000, 23_100, 5_000, DAY_MILLIS - 15_000.0);
        for (Outlook filling : List.of(of(13_000, 23_100, 4_500, innocent, guilty), of(13_000, 23_100, 4_500, both))) {
            assertThat(filling.trend()).isEqualTo(Trend.FILLING);
            assertThat(filling.guilty()).isTrue();
            assertThat(filling.level()).isCloseTo(43_200_000, within(500_000.0));
        }
        // Beside one that holds 60 s of 10,000 a second.
        TimerQueue large = queue(600_000, 600_100, 100_000, 45_000.0);
        assertThat(of(605_000, 615_100, 10_500, large, guilty).guilty()).isTrue();
        assertThat(of(600_000, 600_100, 10_000, large).trend()).isEqualTo(Trend.LEVEL);
    }

    /** Idle while it was traced for the most part: the queues tell the mean rate, the trace does not. */
    @Test
    void shouldTellTheLevelOfAServiceThatIsIdleAtTimes() {
        Outlook filling = of(10_000, 30_000, 200, queue(10_000, 30_000, 10_000, 585_000.0));
        assertThat(filling.trend()).isEqualTo(Trend.FILLING);
        assertThat(filling.level()).isCloseTo(600_000, within(1_000.0));
    }

    @Test
    void shouldNotTellALevelWithoutDeadlinesOrAgainstTheCounts() {
        assertThat(of(100_000, 200_000, 5_000).open()).isTrue();
        assertThat(of(100_000, 200_000, 5_000).because()).contains("the heap is full in 50 min");
        Outlook disagreeing = of(100_000, 200_000, 5_000, queue(100_000, 200_000, 25_000, 45_000.0));
        assertThat(disagreeing.trend()).isEqualTo(Trend.FILLING);
        assertThat(disagreeing.open()).isTrue();
    }

    @Test
    void shouldFindThemPilingUpWhenTheyAreCancelledOrOverdueOrHeldOutsideTheQueue() {
        assertThat(of(9_000, 9_000, 100, queue(9_000, 9_000, 1_000, 0)).trend()).isEqualTo(Trend.PILES_UP);
        assertThat(of(9_000, 9_000, 100, queue(9_000, 9_000, 0, 1_000)).trend()).isEqualTo(Trend.PILES_UP);
        assertThat(of(10_000, 20_000, 500, queue(500, 500, 0, 0)).trend()).isEqualTo(Trend.PILES_UP);
    }

    /** In one of two queues, though they are few of all; or few in each of many, though they are many of all. */
    @Test
    void shouldFindTheCancelledInOneQueueOfManyAndInManyTogether() {
        TimerQueue innocent = queue(300_000, 300_000, 0, 0);
        Outlook one = of(309_000, 309_000, 5_000, innocent, queue(9_000, 9_000, 8_000, 0));
        assertThat(one.trend()).isEqualTo(Trend.PILES_UP);
        assertThat(one.because()).isEqualTo("8,000 of 9,000 in the queue of worker are cancelled");
        TimerQueue small = queue(600, 600, 500, 0);
        Outlook all = of(1_800, 1_800, 5_000, small, small, small);
        assertThat(all.because()).isEqualTo("1,500 of 1,800 in the queue of all threads are cancelled");
        assertThat(of(300_000, 300_000, 5_000, queue(300_000, 300_000, 2_000, 0))
                        .trend())
                .isEqualTo(Trend.LEVEL);
    }

    /** A scheduler that never had a task has a queue and no thread. */
    @Test
    void shouldMissNoQueueWhereEveryWorkerWasSeen() {
        Census census = new Census(Map.of(
                QueueAgent.SCHEDULED_QUEUE, new Census.Count(2, 64), QueueAgent.WORKER, new Census.Count(3, 144)));
        Map<String, List<TimerQueue>> one = Map.of(QueueAgent.SCHEDULED, List.of(queue(9, 9, 0, 0)));
        assertThat(new TimerQueue.Reading(one, 3).complete(QueueAgent.SCHEDULED, census))
                .isTrue();
        assertThat(new TimerQueue.Reading(one, 2).complete(QueueAgent.SCHEDULED, census))
                .isFalse();
        assertThat(TimerQueue.Reading.NONE.complete(QueueAgent.SCHEDULED, census))
                .isFalse();
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
        assertThat(of(1_000_000, 1_020_000, 0).trend()).isEqualTo(Trend.CANNOT_TELL);
        assertThat(of(1_000, 2_000, Double.NaN).trend()).isEqualTo(Trend.CANNOT_TELL);
    }

    @Test
    void shouldAdviseWhatFitsTheCause() {
        assertThat(of(9_000, 9_000, 100, queue(9_000, 9_000, 0, 1_000)).advice())
                .contains("thread dump");
        assertThat(of(10_000, 20_000, 500, queue(500, 500, 0, 0)).advice()).contains("heap dump");
        assertThat(of(300_000, 300_500, 5_000).advice()).isEmpty();
    }

    @Test
    void shouldOfferDeadlinesOnlyWhereTheyCanBeRead() {
        assertThat(TimerClass.all()).extracting(TimerClass::name).containsAll(TimerQueue.TASKS);
        assertThat(of(100_000, 200_000, 5_000).because()).contains("--deadlines");
    }
}
