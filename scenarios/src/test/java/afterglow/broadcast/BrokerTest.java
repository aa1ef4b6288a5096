package afterglow.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.Park;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerTest {

    private static final long HOUR = 3_600_000_000_000L;

    private final Hand strategy = new Hand();
    private final Broker<String> broker = new Broker<>(strategy, HOUR);

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void shouldSendToTheSubscribersOfItsTopicOnly() {
        Subscription<String> one = broker.subscribe("a");
        Subscription<String> two = broker.subscribe("a");
        Subscription<String> other = broker.subscribe("b");

        assertThat(broker.broadcast("a", "hello")).isEqualTo(new Tally(2, 0, 0));

        assertThat(drain(one)).containsExactly("hello");
        assertThat(drain(two)).containsExactly("hello");
        assertThat(drain(other)).isEmpty();
    }

    @Test
    void shouldKeepTheOrderOfMessages() {
        Subscription<String> subscription = broker.subscribe("a");

        broker.broadcast("a", "1");
        broker.broadcast("a", "2");
        broker.publish("a", "3").join();

        assertThat(drain(subscription)).containsExactly("1", "2", "3");
    }

    @Test
    void shouldSendNothingForAnUnknownTopic() {
        assertThat(broker.broadcast("nobody", "hello")).isEqualTo(Tally.NONE);
        assertThat(broker.publish("nobody", "hello")).isCompletedWithValue(Tally.NONE);
    }

    @Test
    void shouldGiveLaterSubscriptionsTheCapacityThatWasSet() {
        Subscription<String> before = broker.subscribe("a");
        broker.setQueueCapacity(2);
        Subscription<String> after = broker.subscribe("a");

        broker.broadcast("a", "1");
        broker.broadcast("a", "2");

        assertThat(after.offer("3")).isFalse();
        assertThat(before.offer("3")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseACapacityOfNone(int capacity) {
        assertThatThrownBy(() -> broker.setQueueCapacity(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(capacity));
    }

    @Test
    void shouldSendNothingToASubscriberThatLeft() {
        Subscription<String> stays = broker.subscribe("a");
        Subscription<String> leaves = broker.subscribe("a");

        broker.unsubscribe("a", leaves);

        assertThat(broker.broadcast("a", "hello")).isEqualTo(new Tally(1, 0, 0));
        assertThat(drain(stays)).containsExactly("hello");
        assertThat(drain(leaves)).isEmpty();
        assertThat(leaves.hasLeft()).isTrue();
    }

    @Test
    void shouldPassOverASubscriberThatIsNotThere() {
        Subscription<String> subscription = broker.subscribe("a");

        broker.unsubscribe("b", subscription);
        broker.unsubscribe("nobody", subscription);

        assertThat(subscription.hasLeft()).isFalse();
        assertThat(broker.broadcast("a", "hello").delivered()).isEqualTo(1);
    }

    @Test
    void shouldTakeATopicThatAllHaveLeftAndGiveItBack() {
        broker.unsubscribe("a", broker.subscribe("a"));
        assertThat(broker.broadcast("a", "nobody hears")).isSameAs(Tally.NONE);

        Subscription<String> again = broker.subscribe("a");

        assertThat(broker.broadcast("a", "hello").delivered()).isEqualTo(1);
        assertThat(drain(again)).containsExactly("hello");
    }

    @Test
    void shouldEndTheSendThatWaitsForASubscriberThatLeaves() {
        Subscription<String> full = full("a");
        Background<Tally> waiting =
                Background.run(() -> broker.broadcast("a", "waits")).awaitSleep();

        broker.unsubscribe("a", full);

        assertThat(waiting.join()).isEqualTo(new Tally(0, 0, 1));
    }

    @Test
    void shouldReturnFromPublishWhileASendWaits() {
        Subscription<String> full = full("a");

        CompletableFuture<Tally> tally = broker.publish("a", "waits");
        assertThat(tally).isNotDone();
        full.poll();

        assertThat(tally.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(new Tally(1, 0, 0));
        assertThat(drain(full)).containsExactly("waits");
    }

    @Test
    void shouldTallyDeliveredAndTimedOutApart() {
        try (Broker<String> parking = new Broker<>(new Park(), 1_000_000)) {
            parking.setQueueCapacity(1);
            Subscription<String> stalled = parking.subscribe("a");
            parking.broadcast("a", "fills");
            Subscription<String> roomy = parking.subscribe("a");

            assertThat(parking.broadcast("a", "late")).isEqualTo(new Tally(1, 1, 0));
            assertThat(drain(stalled)).containsExactly("fills");
            assertThat(drain(roomy)).containsExactly("late");
        }
    }

    @Test
    void shouldThrowOnceClosed() {
        Subscription<String> subscription = broker.subscribe("a");
        broker.close();

        Stream.<Runnable>of(
                        () -> broker.broadcast("a", "late"),
                        () -> broker.publish("a", "late").join(),
                        () -> broker.subscribe("a"),
                        () -> broker.unsubscribe("a", subscription))
                .forEach(call ->
                        assertThatExceptionOfType(BrokerClosedException.class).isThrownBy(call::run));
    }

    @Test
    void shouldEndEveryWaitingSendAtOnceWhenItCloses() {
        List<CompletableFuture<Tally>> waiting = new ArrayList<>();
        for (int topic = 0; topic < 20; topic++) {
            full("topic-" + topic);
            waiting.add(broker.publish("topic-" + topic, "waits"));
        }

        broker.close();

        assertThat(waiting)
                .allSatisfy(tally ->
                        assertThat(tally.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(new Tally(0, 0, 1)));
        assertThat(strategy.timers()).allMatch(Hand.Timer::isClosed).noneMatch(Hand.Timer::isArmed);
    }

    @Test
    void shouldCloseOnceHoweverOftenItIsAsked() {
        full("a");
        CompletableFuture<Tally> waiting = broker.publish("a", "waits");

        List<Background<Boolean>> closing = Stream.generate(() -> Background.run(() -> {
                    broker.close();
                    return true;
                }))
                .limit(4)
                .toList();
        closing.forEach(Background::join);
        broker.close();

        assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().closed()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "100, 1", "101, 2", "1000, 2", "1001, 3", "100000, 3"})
    void shouldFanOutByTheNumberOfSubscribers(int subscribers, int workers) {
        assertThat(Broker.workersFor(subscribers)).isEqualTo(workers);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 101, 1_000, 1_001})
    void shouldGiveEveryWorkerItsShareAndEverySubscriberOneMessage(int subscribers) {
        // The first subscriber of each worker is full, so that all lanes are open at once.
        broker.setQueueCapacity(1);
        List<Subscription<String>> all =
                Stream.generate(() -> broker.subscribe("a")).limit(subscribers).toList();
        int workers = Broker.workersFor(subscribers);
        List<Subscription<String>> firsts = all.subList(0, workers);
        firsts.forEach(first -> first.offer("fills"));

        Background<Tally> broadcast = Background.run(() -> broker.broadcast("a", "hello"));
        Background.until(
                () -> strategy.timers().stream().filter(Hand.Timer::isArmed).count() == workers);
        assertThat(all.subList(workers, subscribers)).allMatch(member -> member.size() == 0);

        // Worker k serves the subscribers k, k + workers, ...: freed, it goes through its share and no other.
        for (int worker = 0; worker < workers; worker++) {
            all.get(worker).poll();
            int share = worker;
            Background.until(() -> IntStream.range(0, subscribers)
                    .filter(member -> member % workers == share)
                    .allMatch(member -> all.get(member).size() == 1));
            assertThat(IntStream.range(0, subscribers)
                            .filter(member -> member % workers > share && member >= workers)
                            .mapToObj(all::get))
                    .allMatch(member -> member.size() == 0);
        }

        assertThat(broadcast.join()).isEqualTo(new Tally(subscribers, 0, 0));
        assertThat(all).allMatch(member -> drain(member).equals(List.of("hello")));
    }

    @Test
    void shouldUseItsLanesAgain() {
        broker.subscribe("a");

        for (int i = 0; i < 50; i++) {
            broker.broadcast("a", "hello");
        }

        assertThat(strategy.timers()).hasSize(1);
        assertThat(strategy.only().ticket()).isEqualTo(50);
    }

    @Test
    void shouldThrowWhatAWorkerThrowsOnlyWhenAllHaveEnded() {
        AtomicBoolean thrown = new AtomicBoolean();
        TimeoutStrategy failing = expiry -> new Timeout() {
            @Override
            public void arm(long nanos, long ticket) {
                if (thrown.compareAndSet(false, true)) {
                    throw new IllegalStateException("no timer left");
                }
            }

            @Override
            public void disarm() {}
        };
        try (Broker<String> unlucky = new Broker<>(failing, HOUR)) {
            List<Subscription<String>> all =
                    Stream.generate(() -> unlucky.subscribe("a")).limit(1_001).toList();

            assertThatThrownBy(() -> unlucky.broadcast("a", "hello")).hasMessage("no timer left");

            long reached = all.stream().filter(member -> member.size() == 1).count();
            assertThat(reached).isBetween(1_001L - 334, 1_001L - 333);
        }
    }

    @ParameterizedTest
    @EnumSource(WorkerThreads.class)
    void shouldRunOnEitherKindOfThreads(WorkerThreads threads) {
        assumeTrue(threads.available());
        try (Broker<String> any = new Broker<>(new Park(), HOUR, threads)) {
            List<Subscription<String>> all =
                    Stream.generate(() -> any.subscribe("a")).limit(1_001).toList();

            assertThat(any.broadcast("a", "1")).isEqualTo(new Tally(1_001, 0, 0));
            assertThat(any.publish("a", "2").orTimeout(30, TimeUnit.SECONDS).join())
                    .isEqualTo(new Tally(1_001, 0, 0));
            assertThat(all).allMatch(member -> drain(member).equals(List.of("1", "2")));
        }
    }

    @Test
    void shouldSayWhenItHasNoVirtualThreads() {
        assumeTrue(!WorkerThreads.VIRTUAL.available());

        assertThatThrownBy(() -> new Broker<String>(new Park(), HOUR, WorkerThreads.VIRTUAL))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("JDK 21");
    }

    private Subscription<String> full(String topic) {
        broker.setQueueCapacity(1);
        Subscription<String> subscription = broker.subscribe(topic);
        broker.broadcast(topic, "fills");
        return subscription;
    }

    private static List<String> drain(Subscription<String> subscription) {
        List<String> messages = new ArrayList<>();
        subscription.drainTo(messages);
        return messages;
    }
}
