package afterglow.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Publishing, subscribing, unsubscribing and closing at once: every tally adds up, and every message is accounted for. */
class BrokerStressTest {

    private static final int ROUNDS = 5;

    private static final Strategies REGISTRY = Strategies.load();

    /** Of each topic, beside the one guest that comes and goes; enough for two workers. */
    private static final long SUBSCRIBERS = 150;

    private static final List<String> TOPICS = List.of("a", "b", "c");

    /** One that has no thread, and those of ours that have one. */
    static Stream<Arguments> stressed() {
        return Stream.of("park", "reused", "ticker", "wheel", "wheel-fenced", "wheel-precise", "offer-first(reused)")
                .flatMap(id -> Arrays.stream(WorkerThreads.values()).map(threads -> Arguments.of(id, threads)));
    }

    @ParameterizedTest
    @MethodSource("stressed")
    void shouldAccountForEverySendWhateverHappensMeanwhile(String id, WorkerThreads threads) {
        assumeTrue(threads.available());
        for (int round = 0; round < ROUNDS; round++) {
            try (TimeoutStrategy strategy = REGISTRY.create(id)) {
                stress(strategy, threads, new SplittableRandom(round));
            }
        }
    }

    private static void stress(TimeoutStrategy strategy, WorkerThreads threads, SplittableRandom seed) {
        Broker<Long> broker = new Broker<>(strategy, 200_000, threads);
        broker.setQueueCapacity(4);
        Queue<Subscription<Long>> everyone = new ConcurrentLinkedQueue<>();
        for (String topic : TOPICS) {
            for (int i = 0; i < SUBSCRIBERS; i++) {
                everyone.add(broker.subscribe(topic));
            }
        }
        List<Subscription<Long>> staying = List.copyOf(everyone);
        Queue<CompletableFuture<Tally>> published = new ConcurrentLinkedQueue<>();
        AtomicLong received = new AtomicLong();
        List<Background<Tally>> busy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SplittableRandom random = seed.split();
            busy.add(Background.run(() -> untilClosed(tally -> {
                String topic = TOPICS.get(random.nextInt(3));
                if (random.nextBoolean()) {
                    published.add(broker.publish(topic, random.nextLong()));
                    return tally;
                }
                Tally one = broker.broadcast(topic, random.nextLong());
                assertThat(one.sends()).isBetween(SUBSCRIBERS, SUBSCRIBERS + 1);
                return tally.plus(one);
            })));
        }
        SplittableRandom random = seed.split();
        busy.add(Background.run(() -> untilClosed(tally -> {
            String topic = TOPICS.get(random.nextInt(3));
            Subscription<Long> guest = broker.subscribe(topic);
            everyone.add(guest);
            Thread.onSpinWait();
            broker.unsubscribe(topic, guest);
            return tally;
        })));
        busy.add(Background.run(() -> untilClosed(tally -> {
            for (Subscription<Long> member : staying) {
                if (member.poll() != null) {
                    received.incrementAndGet();
                }
            }
            broker.unsubscribe("nobody", staying.get(0)); // throws once closed
            return tally;
        })));
        Background.until(() -> published.size() > 20 && received.get() > 200);

        broker.close();

        Tally sum = busy.stream().map(Background::join).reduce(Tally.NONE, Tally::plus);
        for (CompletableFuture<Tally> tally : published) {
            Tally one = tally.orTimeout(30, TimeUnit.SECONDS).join();
            assertThat(one.sends()).isBetween(SUBSCRIBERS, SUBSCRIBERS + 1);
            sum = sum.plus(one);
        }
        long left = everyone.stream().mapToLong(Subscription::size).sum();
        assertThat(received.get() + left).isEqualTo(sum.delivered());
    }

    /** Repeats a step until the broker is closed. */
    private static Tally untilClosed(UnaryOperator<Tally> step) {
        Tally tally = Tally.NONE;
        while (true) {
            try {
                tally = step.apply(tally);
            } catch (BrokerClosedException e) {
                return tally;
            }
        }
    }
}
