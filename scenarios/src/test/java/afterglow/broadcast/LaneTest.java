package afterglow.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LaneTest {

    private static final long HOUR = 3_600_000_000_000L;

    private final Hand strategy = new Hand();
    private final Exit exit = new Exit();
    private final Lane lane = new Lane(strategy, exit);
    private final Subscription<String> subscription = new Subscription<>(1);

    @Test
    void shouldDeliverWhenThereIsRoom() {
        assertThat(lane.send(subscription, "a", HOUR)).isEqualTo(Outcome.DELIVERED);
        assertThat(subscription.poll()).isEqualTo("a");
    }

    @Test
    void shouldTimeOutWhenItsTicketExpires() {
        Background<Outcome> send = waitingSend();

        strategy.only().expire(strategy.only().ticket());

        assertThat(send.join()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(subscription.poll()).isEqualTo("first");
        assertThat(subscription.poll()).isNull();
    }

    @Test
    void shouldDeliverWhenRoomAppearsDuringTheWait() {
        Background<Outcome> send = waitingSend();

        assertThat(subscription.poll()).isEqualTo("first");

        assertThat(send.join()).isEqualTo(Outcome.DELIVERED);
        assertThat(subscription.poll()).isEqualTo("second");
    }

    @Test
    void shouldCloseWhenTheExitCloses() {
        Background<Outcome> send = waitingSend();

        exit.close();
        lane.wake();

        assertThat(send.join()).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void shouldCloseWhenTheSubscriberLeaves() {
        Background<Outcome> send = waitingSend();

        subscription.leave();

        assertThat(send.join()).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void shouldRatherCloseThanDeliver() {
        exit.close();

        assertThat(lane.send(subscription, "a", HOUR)).isEqualTo(Outcome.CLOSED);
        assertThat(subscription.size()).isZero();
    }

    @Test
    void shouldRatherCloseThanTimeOut() {
        Background<Outcome> send = waitingSend();

        exit.close();
        strategy.only().expire(strategy.only().ticket());

        assertThat(send.join()).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void shouldRatherDeliverThanTimeOut() {
        // Expired before it is offered: the expiry comes within arm.
        Lane expiring = new Lane(
                expiry -> new Timeout() {
                    @Override
                    public void arm(long nanos, long ticket) {
                        expiry.expire(ticket);
                    }

                    @Override
                    public void disarm() {}
                },
                exit);

        assertThat(expiring.send(subscription, "a", 0)).isEqualTo(Outcome.DELIVERED);
        assertThat(expiring.send(subscription, "b", 0)).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void shouldPassOverAnExpiryOfAnEarlierSend() {
        lane.send(subscription, "first", HOUR);
        long earlier = strategy.only().ticket();
        Background<Outcome> send =
                Background.run(() -> lane.send(subscription, "second", HOUR)).awaitSleep();

        strategy.only().expire(earlier);
        send.awaitSleep();

        assertThat(send.isDone()).isFalse();
        strategy.only().expire(earlier + 1);
        assertThat(send.join()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void shouldNotLetALateExpiryOfAnEarlierSendHideTheOneOfThis() {
        lane.send(subscription, "first", HOUR);
        long earlier = strategy.only().ticket();
        Background<Outcome> send =
                Background.run(() -> lane.send(subscription, "second", HOUR)).awaitSleep();

        strategy.only().expire(earlier + 1);
        strategy.only().expire(earlier);

        assertThat(send.join()).isEqualTo(Outcome.TIMED_OUT);
    }

    // A strategy that arms when it is asked how long to sleep may wait for a lock there, which spends the permit that
    // a wake left. Both tests fail by patience if the lane goes to sleep on what it saw before it asked.

    @Test
    void shouldCloseThoughAStrategySpentTheWake() {
        AtomicReference<Lane> waiting = new AtomicReference<>();
        Lane hasty = new Lane(
                whenFirstAsked(() -> {
                    exit.close();
                    waiting.getPlain().wake();
                    LockSupport.park();
                }),
                exit);
        waiting.setPlain(hasty);
        hasty.send(subscription, "first", HOUR);

        assertThat(Background.run(() -> hasty.send(subscription, "second", HOUR))
                        .join())
                .isEqualTo(Outcome.CLOSED);
    }

    @Test
    void shouldDeliverThoughAStrategySpentTheWake() {
        Lane hasty = new Lane(
                whenFirstAsked(() -> {
                    // Its own lane is registered, so this wakes the thread that runs it.
                    subscription.poll();
                    LockSupport.park();
                }),
                exit);
        hasty.send(subscription, "first", HOUR);

        assertThat(Background.run(() -> hasty.send(subscription, "second", HOUR))
                        .join())
                .isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void shouldRememberAnInterruptAndGoOnWaiting() {
        lane.send(subscription, "first", HOUR);
        Background<Boolean> send = Background.run(() -> {
                    Outcome outcome = lane.send(subscription, "second", HOUR);
                    return outcome == Outcome.DELIVERED
                            && Thread.currentThread().isInterrupted();
                })
                .awaitSleep();

        send.interrupt();
        send.awaitSleep();
        assertThat(send.isDone()).isFalse();
        subscription.poll();

        assertThat(send.join()).isTrue();
    }

    @Test
    void shouldDisarmWhateverTheOutcome() {
        lane.send(subscription, "first", HOUR);
        assertThat(strategy.only().isArmed()).isFalse();

        Background<Outcome> send =
                Background.run(() -> lane.send(subscription, "second", HOUR)).awaitSleep();
        assertThat(strategy.only().isArmed()).isTrue();
        strategy.only().expire(strategy.only().ticket());
        send.join();
        assertThat(strategy.only().isArmed()).isFalse();

        exit.close();
        lane.send(subscription, "third", HOUR);
        assertThat(strategy.only().isArmed()).isFalse();
    }

    @Test
    void shouldGiveItsTimeoutBackWhenClosed() {
        lane.close();

        assertThat(strategy.only().isClosed()).isTrue();
    }

    private static TimeoutStrategy whenFirstAsked(Runnable deed) {
        return expiry -> new Timeout() {
            private boolean asked;

            @Override
            public void arm(long nanos, long ticket) {}

            @Override
            public void disarm() {}

            @Override
            public long parkNanos() {
                if (!asked) {
                    asked = true;
                    deed.run();
                }
                return Long.MAX_VALUE;
            }
        };
    }

    private Background<Outcome> waitingSend() {
        lane.send(subscription, "first", HOUR);
        return Background.run(() -> lane.send(subscription, "second", HOUR)).awaitSleep();
    }
}
