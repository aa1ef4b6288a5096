package afterglow.timeout.reused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Tally;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault of the two published fixes on its own, and that the right forms do not have it. */
class PublishedFixesTest {

    /** Longer than a machine mostly stalls between two arms; where it stalls for longer, a test says so and is skipped. */
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(500);

    /** What is to come by SHORT comes on a quiet machine by then; on a busy one what must not come only comes later. */
    private static final long WELL_AFTER_MILLIS = 900;

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    /** For what must come: only a machine that stands still takes so long. */
    private static final long PATIENCE_SECONDS = 20;

    /** A lane that expires before another is armed proves nothing. */
    private static void assumeArmedInTime(long startNanos) {
        assumeTrue(System.nanoTime() - startNanos < SHORT, "the machine stalled between two arms");
    }

    private static TimeoutStrategy strategy(String id) {
        return Strategies.load().create(id);
    }

    @Test
    void shouldPutOffALanesDeadlineWhenAnotherLaneResetsThePublishedTimer() throws InterruptedException {
        assertThat(expiresBesideAReset("published-timer")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reused", "ticker", "published-ticker"})
    void shouldNotPutOffALanesDeadlineWhenAnotherLaneArms(String id) throws InterruptedException {
        assertThat(expiresBesideAReset(id)).isTrue();
    }

    private static boolean expiresBesideAReset(String id) throws InterruptedException {
        try (TimeoutStrategy strategy = strategy(id)) {
            CountDownLatch expired = new CountDownLatch(1);
            Timeout lane = strategy.open(ticket -> expired.countDown());
            Timeout other = strategy.open(ticket -> {});
            long start = System.nanoTime();
            lane.arm(SHORT, 1);
            other.arm(HOUR, 1);
            assumeArmedInTime(start);
            // Whose expiry comes has all the patience; whose does not is believed soon.
            boolean came = id.equals("published-timer")
                    ? expired.await(WELL_AFTER_MILLIS, TimeUnit.MILLISECONDS)
                    : expired.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!came) {
                other.disarm();
                other.arm(0, 2);
                assertThat(expired.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .as("put off, not lost: the next reset brings it")
                        .isTrue();
            }
            return came;
        }
    }

    @Test
    void shouldTickEarlyWhenThePublishedTickerHasTickedForNobody() throws InterruptedException {
        assertThat(expiresAtOnceAfterAPause("published-ticker")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reused", "ticker", "published-timer"})
    void shouldNotExpireEarlyAfterAPause(String id) throws InterruptedException {
        assertThat(expiresAtOnceAfterAPause(id)).isFalse();
    }

    /** Whether a send of an hour, armed some periods after one of a millisecond, expires when it is armed. */
    private static boolean expiresAtOnceAfterAPause(String id) throws InterruptedException {
        try (TimeoutStrategy strategy = strategy(id)) {
            AtomicLong expired = new AtomicLong();
            Timeout lane = strategy.open(expired::set);
            lane.arm(TimeUnit.MILLISECONDS.toNanos(1), 1);
            lane.disarm();
            for (long ticket = 2; ticket < 12; ticket++) {
                Thread.sleep(20);
                lane.arm(HOUR, ticket);
                boolean early = expired.get() == ticket;
                lane.disarm();
                if (early) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void shouldServeOneLaneOnlyWhenThePublishedTimerFires() throws InterruptedException {
        try (TimeoutStrategy strategy = strategy("published-timer")) {
            CountDownLatch one = new CountDownLatch(1);
            CountDownLatch both = new CountDownLatch(2);
            long start = System.nanoTime();
            for (int lane = 0; lane < 2; lane++) {
                strategy.open(ticket -> {
                            one.countDown();
                            both.countDown();
                        })
                        .arm(SHORT, 1);
            }
            assumeArmedInTime(start);

            assertThat(one.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(both.await(WELL_AFTER_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reused", "ticker"})
    void shouldServeEveryLaneThatIsDue(String id) throws InterruptedException {
        try (TimeoutStrategy strategy = strategy(id)) {
            CountDownLatch both = new CountDownLatch(2);
            for (int lane = 0; lane < 2; lane++) {
                strategy.open(ticket -> both.countDown()).arm(SHORT, 1);
            }

            assertThat(both.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"published-timer", "published-ticker"})
    void shouldKeepALaneWaitingUntilTheBrokerClosesOnceStopped(String id) throws InterruptedException {
        try (TimeoutStrategy strategy = strategy(id)) {
            Waiting waiting = Waiting.of(strategy);
            strategy.open(ticket -> {}).close();

            Thread.sleep(WELL_AFTER_MILLIS);

            assertThat(waiting.send()).isNotDone();
            waiting.broker().close();
            assertThat(waiting.send().join()).isEqualTo(new Tally(0, 0, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reused", "ticker"})
    void shouldTimeOutAllTheSameWhenAnotherLaneCloses(String id) throws InterruptedException {
        try (TimeoutStrategy strategy = strategy(id)) {
            Waiting waiting = Waiting.of(strategy);
            strategy.open(ticket -> {}).close();

            assertThat(waiting.send().join()).isEqualTo(new Tally(0, 1, 0));
            waiting.broker().close();
        }
    }

    /** A broker with one send at a full subscriber, armed. */
    private record Waiting(Broker<String> broker, CompletableFuture<Tally> send) {

        static Waiting of(TimeoutStrategy strategy) throws InterruptedException {
            CountDownLatch bothArmed = new CountDownLatch(2);
            Broker<String> broker = new Broker<>(expiry -> announcing(strategy.open(expiry), bothArmed), SHORT);
            broker.setQueueCapacity(1);
            broker.subscribe("topic");
            assertThat(broker.publish("topic", "fills").join()).isEqualTo(new Tally(1, 0, 0));
            CompletableFuture<Tally> send = broker.publish("topic", "waits");
            assertThat(bothArmed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Waiting(broker, send);
        }

        private static Timeout announcing(Timeout timeout, CountDownLatch armed) {
            return new Timeout() {
                @Override
                public void arm(long nanos, long ticket) {
                    timeout.arm(nanos, ticket);
                    armed.countDown();
                }

                @Override
                public void disarm() {
                    timeout.disarm();
                }

                @Override
                public void close() {
                    timeout.close();
                }
            };
        }
    }
}
