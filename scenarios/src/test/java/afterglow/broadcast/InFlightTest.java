package afterglow.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.timeout.Timeout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InFlightTest {

    private static final long HOUR = 3_600_000_000_000L;

    private final Hand strategy = new Hand();

    @ParameterizedTest
    @EnumSource
    void shouldDeliverWhatIsAcknowledgedAndDisarmIt(AckOrder order) {
        try (InFlight sends = new InFlight(strategy, 1_000, HOUR, order)) {
            for (int message = 1; message <= 50; message++) {
                assertThat(sends.broadcast()).isEqualTo(new Tally(1_000, 0, 0));
                assertThat(sends.acknowledged()).isEqualTo(message * 1_000L);
            }
            assertThat(strategy.timers()).hasSize(1_000).noneMatch(Hand.Timer::isArmed);
        }
        assertThat(strategy.timers()).allMatch(Hand.Timer::isClosed);
    }

    @Test
    void shouldHaveAllSendsOutstandingBeforeTheFirstIsAcknowledged() {
        long[] most = new long[1];
        long[] armed = new long[1];
        try (InFlight sends = new InFlight(
                expiry -> new Timeout() {
                    @Override
                    public void arm(long nanos, long ticket) {
                        armed[0]++;
                        most[0] = Math.max(most[0], armed[0]);
                    }

                    @Override
                    public void disarm() {
                        armed[0]--;
                    }
                },
                500,
                HOUR,
                AckOrder.SHUFFLED)) {
            sends.broadcast();
        }
        assertThat(most).containsExactly(500);
        assertThat(armed).containsExactly(0);
    }

    @Test
    void shouldTimeOutThoseWhoNeverAcknowledge() {
        try (InFlight sends = new InFlight(strategy, new long[] {HOUR, HOUR, HOUR}, new int[] {2, 0})) {
            Background<Tally> broadcast = Background.run(sends::broadcast).awaitSleep();

            strategy.timers().get(1).expire(1);

            assertThat(broadcast.join()).isEqualTo(new Tally(2, 1, 0));
            assertThat(strategy.timers()).noneMatch(Hand.Timer::isArmed);
        }
    }

    @Test
    void shouldCloseThoseWhoNeverAcknowledgeWhenItCloses() {
        InFlight sends = new InFlight(strategy, new long[] {HOUR, HOUR, HOUR}, new int[] {1});
        Background<Tally> broadcast = Background.run(sends::broadcast).awaitSleep();

        sends.close();

        assertThat(broadcast.join()).isEqualTo(new Tally(1, 0, 2));
        assertThatThrownBy(sends::broadcast).isInstanceOf(BrokerClosedException.class);
    }

    @Test
    void shouldSayWhenAnAcknowledgementFailed() {
        try (InFlight sends = new InFlight(
                expiry -> new Timeout() {
                    @Override
                    public void arm(long nanos, long ticket) {}

                    @Override
                    public void disarm() {
                        throw new IllegalStateException("planted");
                    }
                },
                3,
                HOUR,
                AckOrder.IN_ORDER)) {
            assertThatThrownBy(sends::broadcast).hasMessageContaining("planted");
        }
    }

    @Test
    void shouldShuffleAlikeInEveryRun() {
        int[] shuffled = AckOrder.SHUFFLED.of(1_000);
        assertThat(shuffled).isEqualTo(AckOrder.SHUFFLED.of(1_000)).isNotEqualTo(AckOrder.IN_ORDER.of(1_000));
        assertThat(Arrays.stream(shuffled).sorted().toArray()).isEqualTo(AckOrder.IN_ORDER.of(1_000));
    }
}
