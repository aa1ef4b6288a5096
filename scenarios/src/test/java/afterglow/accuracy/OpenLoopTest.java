package afterglow.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.Park;
import afterglow.timeout.fresh.ScheduledAbandoned;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Checks the measuring itself. Whatever is asserted of time holds on a machine that is as busy as can be. */
class OpenLoopTest {

    private static final long MILLI = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicLong planted = new AtomicLong();

    @Test
    void shouldFindOneExpiryInAThousandThatIsAMillisecondEarly() throws InterruptedException {
        ExpiryCounts tally =
                run(new Planted(Planted.Wrong.EARLY, 1_000, planted), 1, 100, Duration.ofMillis(1_500), PATIENCE);

        long early = tally.lateness().early().getTotalCount();
        assertThat(planted.get()).isPositive();
        // Fewer if this thread lost its core for the millisecond between arming and expiry: then it was not early.
        assertThat(early).isBetween(1L, planted.get());
        // 1 ms was planted; a histogram of three digits is off by less than 0.2 %.
        assertThat(tally.lateness().earlyMax().getAsLong()).isLessThan(MILLI + MILLI / 500);
        assertThat(tally.never().sum()).isZero();
    }

    @Test
    void shouldFindOneExpiryInAHundredThatNeverComes() throws InterruptedException {
        ExpiryCounts tally = run(
                new Planted(Planted.Wrong.LOST, 100, planted), 1, 100, Duration.ofMillis(500), Duration.ofSeconds(1));

        assertThat(planted.get()).isPositive();
        // More if the machine held an expiry up for longer than a second.
        assertThat(tally.never().sum()).isGreaterThanOrEqualTo(planted.get());
        assertThat(tally.lateness().count()).isPositive();
    }

    @Test
    void shouldFindNothingWrongWithAStrategyThatIsRight() throws InterruptedException {
        ExpiryCounts tally = run(new ScheduledAbandoned(), 5, 100, Duration.ofMillis(500), PATIENCE);

        assertThat(tally.never().sum()).isZero();
        assertThat(tally.lateness().early().getTotalCount()).isZero();
        assertThat(tally.sends()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void shouldCountASendFromWhenItShouldHaveBegunWhereItsLaneWasHeldUp() throws InterruptedException {
        ExpiryCounts tally = run(new Planted(Planted.Wrong.LATE, 5, planted), 1, 1, Duration.ofMillis(900), PATIENCE);

        assertThat(planted.get()).isPositive();
        assertThat(tally.lateStarts().sum()).isPositive();
        // Every fifth send is 100 ms late; those due meanwhile are late too, though their own expiry was in time.
        assertThat(tally.lateness().late().getCountBetweenValues(20 * MILLI, Lateness.MOST_NANOS))
                .isGreaterThan(planted.get());
    }

    @Test
    void shouldShowNoMoreThanTheOversleepOfTheSystemForPark() throws InterruptedException {
        Histogram bare = new Histogram(Lateness.MOST_NANOS, 3);
        Thread sleeper = new Thread(() -> sleepAgainAndAgain(bare));
        sleeper.start();
        ExpiryCounts tally;
        try (TimeoutStrategy park = new Park()) {
            assertThat(OpenLoop.needsWaitingLanes(park)).isTrue();
            tally = new OpenLoop(park, load(5, 4, Duration.ofMillis(1_500), PATIENCE)).run(true);
        }
        sleeper.interrupt();
        sleeper.join();

        assertThat(tally.never().sum()).isZero();
        assertThat(tally.lateness().early().getTotalCount()).isZero();
        // The same system at the same time: the median of the one is no worse than a bad case of the other.
        assertThat(tally.lateness().percentile(50).getAsLong())
                .isLessThanOrEqualTo(2 * bare.getValueAtPercentile(95) + MILLI);
    }

    private static void sleepAgainAndAgain(Histogram oversleep) {
        while (!Thread.currentThread().isInterrupted()) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(5 * MILLI);
            long nanos = System.nanoTime() - begin - 5 * MILLI;
            if (nanos >= 0) {
                oversleep.recordValue(nanos);
            }
        }
    }

    private static ExpiryCounts run(
            TimeoutStrategy strategy, long deadlineMillis, int lanes, Duration duration, Duration bound)
            throws InterruptedException {
        try (strategy) {
            return new OpenLoop(strategy, load(deadlineMillis, lanes, duration, bound)).run(false);
        }
    }

    private static Load load(long deadlineMillis, int lanes, Duration duration, Duration bound) {
        return new Load(Duration.ofMillis(deadlineMillis), lanes, Duration.ZERO, duration, bound, 1);
    }
}
