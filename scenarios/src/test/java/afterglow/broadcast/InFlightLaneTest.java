package afterglow.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightLaneTest {

    private static final long HOUR = 3_600_000_000_000L;

    private final Hand strategy = new Hand();
    private final Exit exit = new Exit();
    private final InFlightLane lane = new InFlightLane(strategy, HOUR);

    @Test
    void shouldDeliverAndDisarmWhenAcknowledged() {
        long ticket = lane.send();
        assertThat(strategy.only().isArmed()).isTrue();

        assertThat(lane.acknowledge(ticket)).isTrue();

        assertThat(strategy.only().isArmed()).isFalse();
        assertThat(lane.await(exit)).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void shouldTimeOutAndDisarmWhenExpired() {
        long ticket = lane.send();

        strategy.only().expire(ticket);

        assertThat(lane.await(exit)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(strategy.only().isArmed()).isFalse();
    }

    @Test
    void shouldStayDeliveredWhenItExpiresAfterItsAcknowledgement() {
        long ticket = lane.send();
        lane.acknowledge(ticket);

        strategy.only().expire(ticket);

        assertThat(lane.await(exit)).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void shouldStayTimedOutWhenItsAcknowledgementComesTooLate() {
        long ticket = lane.send();
        strategy.only().expire(ticket);

        assertThat(lane.acknowledge(ticket)).isFalse();

        assertThat(lane.await(exit)).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void shouldPassOverWhatConcernsAnEarlierSend() {
        long earlier = lane.send();
        strategy.only().expire(earlier);
        lane.await(exit);
        long ticket = lane.send();

        assertThat(lane.acknowledge(earlier)).isFalse();
        strategy.only().expire(earlier);

        assertThat(strategy.only().isArmed()).isTrue();
        assertThat(lane.acknowledge(ticket)).isTrue();
        assertThat(lane.await(exit)).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void shouldWaitForTheExpiryOfASendThatNobodyAcknowledges() {
        long ticket = lane.send();
        Background<Outcome> awaited = Background.run(() -> lane.await(exit)).awaitSleep();

        strategy.only().expire(ticket);

        assertThat(awaited.join()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void shouldCloseAndDisarmWhenTheExitCloses() {
        lane.send();
        Background<Outcome> awaited = Background.run(() -> lane.await(exit)).awaitSleep();

        exit.close();
        lane.wake();

        assertThat(awaited.join()).isEqualTo(Outcome.CLOSED);
        assertThat(strategy.only().isArmed()).isFalse();
    }

    @Test
    void shouldRememberAnInterruptAndGoOnWaiting() {
        long ticket = lane.send();
        Background<Boolean> awaited = Background.run(() -> lane.await(exit) == Outcome.TIMED_OUT
                        && Thread.currentThread().isInterrupted())
                .awaitSleep();

        awaited.interrupt();
        awaited.awaitSleep();
        assertThat(awaited.isDone()).isFalse();
        strategy.only().expire(ticket);

        assertThat(awaited.join()).isTrue();
    }
}
