package afterglow.broadcast;

import afterglow.timeout.TimeoutStrategy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * A message queue with topics. Every send has a time limit: delivered, timed out, or closed.
 *
 * <p>A message goes to all subscribers of its topic, fanned out over 1 worker up to 100 of them, 2 above 100 and 3 above
 * 1,000; worker k takes the subscribers k, k + workers, k + 2 workers and so on. Thread-safe: publishing, subscribing,
 * unsubscribing and closing may all happen at once; a broadcast reaches those who subscribed before it began.
 * Once closed, publishing, subscribing and unsubscribing throw {@link BrokerClosedException}.
 *
 * @param <M> the messages
 */
public final class Broker<M> implements AutoCloseable {

    private final long sendNanos;
    private final Exit exit = new Exit();
    private final Lanes lanes;
    private final ExecutorService workers;
    private final ConcurrentMap<String, Topic<M>> topics = new ConcurrentHashMap<>();
    private volatile int capacity = 100;

    /**
     * A broker on platform threads, with {@code sendNanos} for each send. The caller closes the strategy, after the broker.
     */
    public Broker(TimeoutStrategy strategy, long sendNanos) {
        this(strategy, sendNanos, WorkerThreads.PLATFORM);
    }

    /** A broker whose workers run on threads of a kind; otherwise as {@link #Broker(TimeoutStrategy, long)}. */
    public Broker(TimeoutStrategy strategy, long sendNanos, WorkerThreads threads) {
        this.sendNanos = sendNanos;
        this.lanes = new Lanes(strategy, exit);
        this.workers = threads.open();
    }

    /**
     * Sets how many messages the queue of each later subscription holds; 100 if never set.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public void setQueueCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a subscriber's queue needs a capacity of 1 or more, not " + capacity);
        }
        this.capacity = capacity;
    }

    /** Adds a subscriber to a topic; returns its queue. */
    public Subscription<M> subscribe(String topic) {
        requireOpen();
        Subscription<M> subscription = new Subscription<>(capacity);
        // Within compute, because the last one to leave takes the topic away.
        topics.compute(topic, (name, known) -> {
            Topic<M> open = known == null ? new Topic<>() : known;
            open.add(subscription);
            return open;
        });
        return subscription;
    }

    /** Removes a subscriber from a topic; a send that waits for it ends CLOSED. No effect if it is not there. */
    public void unsubscribe(String topic, Subscription<M> subscription) {
        requireOpen();
        topics.computeIfPresent(topic, (name, known) -> {
            if (known.remove(subscription)) {
                subscription.leave();
            }
            return known.isEmpty() ? null : known;
        });
    }

    /**
     * Sends a message to all subscribers of a topic and waits for the tally; the caller is one of the workers. An unknown
     * topic has no subscribers. If the broker closes meanwhile, there is a tally all the same.
     */
    public Tally broadcast(String topic, M message) {
        requireOpen();
        Topic<M> known = topics.get(topic);
        if (known == null) {
            return Tally.NONE;
        }
        Topic.Audience<M> audience = known.audience();
        int shares = workersFor(audience.members().size());
        if (shares == 1) {
            return send(audience, message, 0, 1);
        }
        CompletableFuture<Tally> others = fork(audience, message, 1, shares);
        Tally own;
        try {
            own = send(audience, message, 0, shares);
        } catch (RuntimeException | Error e) {
            // The other workers end first: a broadcast that threw sends nothing any more.
            others.handle((tally, failure) -> Tally.NONE).join();
            throw e;
        }
        try {
            return own.plus(others.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Sends a message to all subscribers of a topic and returns at once; the future completes with the tally, or with what a
     * worker threw. Otherwise as {@link #broadcast}.
     */
    public CompletableFuture<Tally> publish(String topic, M message) {
        requireOpen();
        Topic<M> known = topics.get(topic);
        if (known == null) {
            return CompletableFuture.completedFuture(Tally.NONE);
        }
        Topic.Audience<M> audience = known.audience();
        return fork(audience, message, 0, workersFor(audience.members().size()));
    }

    /** How many workers a broadcast to this many subscribers has. */
    public static int workersFor(int subscribers) {
        return subscribers > 1_000 ? 3 : subscribers > 100 ? 2 : 1;
    }

    /** Ends every waiting send with CLOSED and waits until the last one has ended; idempotent. */
    @Override
    public void close() {
        try {
            lanes.close();
        } finally {
            workers.shutdown();
        }
    }

    /** Gives all shares but the first ones to workers; the sum of their tallies comes when the last of them has ended. */
    private CompletableFuture<Tally> fork(Topic.Audience<M> audience, M message, int first, int shares) {
        CompletableFuture<Tally> sum = CompletableFuture.completedFuture(Tally.NONE);
        for (int share = first; share < shares; share++) {
            int start = share;
            sum = sum.thenCombine(
                    CompletableFuture.supplyAsync(() -> send(audience, message, start, shares), this::work),
                    Tally::plus);
        }
        return sum;
    }

    private void work(Runnable share) {
        try {
            workers.execute(share);
        } catch (RejectedExecutionException e) {
            // The broker's end shut the pool down meanwhile: the share runs here, and every send of it ends CLOSED.
            share.run();
        }
    }

    private Tally send(Topic.Audience<M> audience, M message, int first, int step) {
        List<Subscription<M>> members = audience.members();
        int count = members.size();
        Lane lane;
        try {
            lane = lanes.take();
        } catch (BrokerClosedException e) {
            return new Tally(0, 0, shareOf(count, first, step));
        }
        long delivered = 0;
        long timedOut = 0;
        long closed = 0;
        try {
            for (int member = first; member < count; member += step) {
                switch (lane.send(members.get(member), message, sendNanos)) {
                    case DELIVERED -> delivered++;
                    case TIMED_OUT -> timedOut++;
                    case CLOSED -> closed++;
                }
            }
        } finally {
            lanes.giveBack(lane);
        }
        return delivered == count ? audience.allDelivered() : new Tally(delivered, timedOut, closed);
    }

    private static int shareOf(int count, int first, int step) {
        return first < count ? (count - first - 1) / step + 1 : 0;
    }

    private void requireOpen() {
        if (exit.isClosed()) {
            throw new BrokerClosedException();
        }
    }
}
