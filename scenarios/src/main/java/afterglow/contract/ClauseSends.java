package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

import afterglow.broadcast.Broker;
import afterglow.broadcast.Exit;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Outcome;
import afterglow.broadcast.Subscription;
import afterglow.broadcast.Tally;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.None;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The experiments with whole sends, through lanes and brokers. */
final class ClauseSends {

    private static final int LANES = 1_000;
    private static final int SENDS_A_LANE = 3;
    private static final int SENDS = LANES * SENDS_A_LANE;
    private static final int SUBSCRIBERS = 50;
    private static final int MOST_PATIENCE = 5;

    private ClauseSends() {}

    static Finding delivers(Trial trial) throws Exception {
        Lane lane = trial.lane(trial.strategy());
        int sends = 100;
        Subscription<Integer> roomy = new Subscription<>(sends);
        for (int i = 0; i < sends; i++) {
            int message = i;
            long nanos = i % 10 == 0 ? 0 : HOUR;
            Outcome outcome = trial.outcome(trial.start(() -> lane.send(roomy, message, nanos)));
            require(outcome == Outcome.DELIVERED, "a send with room %s", named(outcome));
        }
        List<Integer> received = drained(roomy);
        lane.close();
        require(
                received.equals(IntStream.range(0, sends).boxed().toList()),
                "of %d delivered messages %d arrived; one is missing, too many or out of order",
                sends,
                received.size());
        return Finding.kept("%d sends, some of 0 ns, delivered in order", sends);
    }

    static Finding timesOut(Trial trial) throws Exception {
        Lane lane = trial.lane(trial.strategy());
        Subscription<String> full = full();
        for (long nanos : new long[] {5 * MILLI, 0, 5 * MILLI}) {
            long start = System.nanoTime();
            Outcome outcome = trial.outcome(trial.start(() -> lane.send(full, "late", nanos)));
            long elapsed = System.nanoTime() - start;
            require(outcome == Outcome.TIMED_OUT, "a send of %d ms without room %s", nanos / MILLI, named(outcome));
            require(
                    elapsed >= nanos || trial.has(Fault.EARLY),
                    "a send of 5 ms timed out after %.3f ms",
                    elapsed / (double) MILLI);
        }
        lane.close();
        require(full.size() == 1, "a message came after its send had timed out");
        return Finding.kept("5 ms, 0 ms and 5 ms again");
    }

    static Finding usesRoom(Trial trial) throws Exception {
        Lane lane = trial.lane(trial.strategy());
        Subscription<String> full = full();
        FutureTask<Outcome> send = trial.start(() -> lane.send(full, "second", HOUR));
        Patience.until(5, send::isDone);
        require(!send.isDone(), "a send of an hour without room ended within 5 ms");
        full.poll();
        Outcome outcome = trial.outcome(send);
        require(outcome == Outcome.DELIVERED, "a send whose subscriber made room %s", named(outcome));
        lane.close();
        return Finding.kept("delivered when the subscriber took a message");
    }

    static Finding closes(Trial trial) throws Exception {
        Broker<String> broker = new Broker<>(trial.strategy(), HOUR);
        broker.setQueueCapacity(1);
        List<CompletableFuture<Tally>> waiting = new ArrayList<>();
        for (String topic : List.of("a", "b", "c", "d")) {
            broker.subscribe(topic);
            broker.publish(topic, "fills").join();
            waiting.add(broker.publish(topic, "waits"));
        }
        FutureTask<Boolean> close = trial.start(() -> {
            broker.close();
            broker.close();
            return true;
        });
        CompletableFuture<Void> all = CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new));
        require(
                Patience.until(trial.patienceMillis(), () -> all.isDone() && close.isDone()),
                "%d ms after close was called, a send still waits or close has not returned",
                trial.patienceMillis());
        close.get();
        Tally sum = waiting.stream().map(CompletableFuture::join).reduce(Tally.NONE, Tally::plus);
        require(
                trial.has(Fault.EARLY) ? sum.delivered() == 0 : sum.closed() == waiting.size(),
                "of %d sends of an hour, %d were delivered and %d timed out when the broker closed",
                sum.sends(),
                sum.delivered(),
                sum.timedOut());
        return Finding.kept("%d sends of an hour, %d ended closed", sum.sends(), sum.closed());
    }

    static Finding thousandLanes(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        // A fifth of the subscribers never takes anything, a fifth has room for all, the rest is drained meanwhile.
        List<Subscription<Integer>> subscribers = IntStream.range(0, SUBSCRIBERS)
                .mapToObj(i -> new Subscription<Integer>(i % 5 == 0 ? 1 : i % 5 == 1 ? SENDS : 2))
                .toList();
        AtomicReferenceArray<Outcome> outcomes = new AtomicReferenceArray<>(SENDS);
        AtomicIntegerArray received = new AtomicIntegerArray(SENDS);
        List<Lane> lanes =
                Stream.generate(() -> trial.lane(strategy)).limit(LANES).toList();
        List<FutureTask<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            int first = i * SENDS_A_LANE;
            Lane lane = lanes.get(i);
            Subscription<Integer> subscriber = subscribers.get(i % SUBSCRIBERS);
            senders.add(trial.start(() -> {
                for (int message = first; message < first + SENDS_A_LANE; message++) {
                    outcomes.set(message, lane.send(subscriber, message, (1 + message % 8) * MILLI));
                }
                return true;
            }));
        }
        FutureTask<Boolean> receiver = trial.start(() -> {
            while (!senders.stream().allMatch(FutureTask::isDone)) {
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    Integer message = i % 5 > 1 ? subscribers.get(i).poll() : null;
                    if (message != null) {
                        received.incrementAndGet(message);
                    }
                }
                LockSupport.parkNanos(200_000);
            }
            return true;
        });
        long patience = 2 * trial.patienceMillis() + SENDS_A_LANE * trial.granularityMillis();
        long waiting = waiting(senders);
        long before = LANES + 1L;
        // Where no core is free it takes long to start a thread for each expiry, but meanwhile some lanes come to their
        // end.
        for (int i = 0; i < MOST_PATIENCE && waiting > 0 && waiting < before; i++) {
            before = waiting;
            Patience.until(patience, receiver::isDone);
            waiting = waiting(senders);
        }
        require(waiting == 0, "%d of %d lanes still wait, long after the timeouts of their sends", waiting, LANES);
        for (FutureTask<Boolean> sender : senders) {
            sender.get();
        }
        receiver.get();
        subscribers.forEach(subscriber -> drained(subscriber).forEach(received::incrementAndGet));
        lanes.forEach(Lane::close);
        int delivered = 0;
        for (int message = 0; message < SENDS; message++) {
            Outcome outcome = outcomes.get(message);
            int times = received.get(message);
            require(
                    times == (outcome == Outcome.DELIVERED ? 1 : 0),
                    "a message whose send %s arrived %d times",
                    named(outcome),
                    times);
            delivered += times;
        }
        return Finding.kept("of %d sends %d delivered, %d timed out", SENDS, delivered, SENDS - delivered);
    }

    private static long waiting(List<FutureTask<Boolean>> senders) {
        return senders.stream().filter(sender -> !sender.isDone()).count();
    }

    private static Subscription<String> full() {
        Subscription<String> subscription = new Subscription<>(1);
        try (Lane filling = new Lane(new None(), new Exit())) {
            filling.send(subscription, "first", 0);
        }
        return subscription;
    }

    private static <M> List<M> drained(Subscription<M> subscription) {
        List<M> messages = new ArrayList<>();
        subscription.drainTo(messages);
        return messages;
    }

    private static String named(@Nullable Outcome outcome) {
        return outcome == null
                ? "still waits"
                : switch (outcome) {
                    case CLOSED -> "ended closed";
                    case DELIVERED -> "was delivered";
                    case TIMED_OUT -> "timed out";
                };
    }
}
