package afterglow.retention;

import afterglow.broadcast.Exit;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Outcome;
import afterglow.broadcast.Subscription;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.floor.None;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends that all end in one way. One more send with the same timeout is armed before them and ends after them, because a
 * working broker always has an outstanding one.
 *
 * <p>Without it the scheduler of the operating system would have a say in what some strategies leave. The thread of a
 * {@link java.util.Timer} drops the cancelled tasks at the head of its queue whenever it wakes: whether it finds all of
 * them cancelled, or one alive for an instant and sleeps on it, is luck.
 */
final class RetentionSends implements RetentionSubject {

    /** A message that nobody keeps. */
    record Message(long number) {}

    private final TimeoutStrategy strategy;
    private final Ending ending;
    private final RetentionSubject sends;
    private final Timeout underWay;
    private @Nullable RetentionSubject filling;
    private boolean armed;

    private RetentionSends(TimeoutStrategy strategy, Ending ending, RetentionSubject sends) {
        this.strategy = strategy;
        this.ending = ending;
        this.sends = sends;
        underWay = strategy.open(expired -> {});
    }

    /** Sends of an ending through lanes that a strategy guards; closing them closes the strategy. */
    static RetentionSends of(Ending ending, TimeoutStrategy strategy) {
        try {
            return new RetentionSends(
                    strategy,
                    ending,
                    switch (ending) {
                        case DELIVERED -> new InTurn(strategy, false);
                        case ACKNOWLEDGED -> new Acknowledged(strategy);
                        case FAILED -> new InTurn(strategy, true);
                        case TIMED_OUT -> new TimedOut(strategy);
                        case CLOSED -> new Closed(strategy);
                    });
        } catch (RuntimeException e) {
            strategy.close();
            throw e;
        }
    }

    @Override
    public long run(long count, long nanos) throws InterruptedException {
        if (!armed) {
            armed = true;
            underWay.arm(nanos, 1);
        }
        return sends.run(count, nanos);
    }

    @Override
    public RetentionSubject filling() {
        if (filling == null) {
            filling = ending == Ending.DELIVERED ? this : new InTurn(strategy, false);
        }
        return filling;
    }

    @Override
    public @Nullable Object root() {
        return strategy.retentionRoot();
    }

    @Override
    public void close() {
        if (armed) {
            underWay.disarm();
        }
        underWay.close();
        sends.close();
        if (filling != null && filling != this) {
            filling.close();
        }
        strategy.close();
    }

    /** Sends over a few lanes in turn: each is delivered, or none comes to its offer's end, because the queue throws. */
    private static final class InTurn implements RetentionSubject {

        private static final int LANES = 16;
        private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final List<Lane> lanes;
        private final boolean failing;
        private final Subscription<Message> subscription = new Subscription<>(1);
        private long sent;

        InTurn(TimeoutStrategy strategy, boolean failing) {
            Exit exit = new Exit();
            lanes = Stream.generate(() -> new Lane(strategy, exit)).limit(LANES).toList();
            this.failing = failing;
        }

        @Override
        public long run(long count, long nanos) {
            for (long i = 0; i < count; i++) {
                Lane lane = lanes.get((int) (sent % LANES));
                if (failing) {
                    fail(lane, nanos);
                } else {
                    require(Outcome.DELIVERED, lane.send(subscription, new Message(sent), nanos), sent);
                    subscription.poll();
                }
                sent++;
            }
            return count;
        }

        // The one thing that a queue refuses with an exception is null. Where no deadline is to come, half of the sends
        // have none.
        private void fail(Lane lane, long nanos) {
            try {
                lane.send(subscription, null, nanos > MINUTE_NANOS && sent / LANES % 2 == 0 ? Long.MAX_VALUE : nanos);
            } catch (NullPointerException refused) {
                return;
            }
            throw new IllegalStateException("send " + sent + " did not fail");
        }

        @Override
        public void close() {
            lanes.forEach(Lane::close);
        }
    }

    /**
     * Sends in flight, two batches of lanes: one is armed while the other, all of it outstanding, is handed to another thread
     * that acknowledges it send by send, now and then some time later.
     */
    private static final class Acknowledged implements RetentionSubject {

        /** Over 1,000 lanes in all: what a crowd leaves may differ. */
        private static final int BATCH = 512;

        private static final int SLOW_BATCHES = 32;
        private static final long SLOW_NANOS = 6_000_000;

        private final List<List<Timeout>> batches;
        private final ExecutorService acknowledger = Executors.newSingleThreadExecutor(DaemonThreads.named("acks"));
        private long ticket;

        Acknowledged(TimeoutStrategy strategy) {
            batches = Stream.generate(() -> Stream.generate(() -> strategy.open(expired -> {}))
                            .limit(BATCH)
                            .toList())
                    .limit(2)
                    .toList();
        }

        @Override
        public long run(long count, long nanos) throws InterruptedException {
            long sent = 0;
            Future<?> last = CompletableFuture.completedFuture(null);
            for (; sent < count; sent += BATCH) {
                ticket++;
                List<Timeout> batch = batches.get((int) (ticket % 2));
                boolean slow = ticket % SLOW_BATCHES == 0;
                batch.forEach(lane -> lane.arm(nanos, ticket));
                requireUnharmed(last);
                last = acknowledger.submit(() -> acknowledge(batch, slow));
            }
            requireUnharmed(last);
            return sent;
        }

        private static void acknowledge(List<Timeout> batch, boolean slow) {
            if (slow) {
                LockSupport.parkNanos(SLOW_NANOS);
            }
            batch.forEach(Timeout::disarm);
        }

        /** Throws what an acknowledgement died of. */
        private static void requireUnharmed(Future<?> acknowledgement) throws InterruptedException {
            try {
                acknowledgement.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(String.valueOf(e.getCause()), e);
            }
        }

        @Override
        public void close() {
            DaemonThreads.stop(acknowledger);
            batches.forEach(batch -> batch.forEach(Timeout::close));
        }
    }

    /**
     * Timeouts that expire, many at once, and are disarmed when all have; one thread waits for them, as their lanes would. A part
     * of them is due at once: what is over before it is registered may leave something else.
     */
    private static final class TimedOut implements RetentionSubject {

        private static final int LANES = 256;
        private static final int AT_ONCE_EACH = 4;
        private static final long LOOK_NANOS = 100_000;
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

        /** A lane that knows which ticket expired last. */
        private static final class Waiting {

            private final Timeout timeout;
            private volatile long expired;

            Waiting(TimeoutStrategy strategy) {
                timeout = strategy.open(ticket -> expired = ticket);
            }
        }

        private final List<Waiting> lanes;
        private long ticket;

        TimedOut(TimeoutStrategy strategy) {
            lanes = Stream.generate(() -> new Waiting(strategy)).limit(LANES).toList();
        }

        @Override
        public long run(long count, long nanos) {
            long sent = 0;
            for (; sent < count; sent += LANES) {
                ticket++;
                long length = ticket % AT_ONCE_EACH == 0 ? 0 : nanos;
                lanes.forEach(lane -> lane.timeout.arm(length, ticket));
                List<Waiting> left = lanes;
                long lastSeen = System.nanoTime();
                while (!left.isEmpty()) {
                    if (System.nanoTime() - lastSeen > PATIENCE_NANOS) {
                        throw new IllegalStateException(
                                "%d of %d timeouts of %d ns never expired".formatted(left.size(), LANES, length));
                    }
                    long sleep = left.stream()
                            .mapToLong(lane -> lane.timeout.parkNanos())
                            .min()
                            .orElseThrow();
                    LockSupport.parkNanos(this, Math.min(sleep, LOOK_NANOS));
                    List<Waiting> still =
                            left.stream().filter(lane -> lane.expired < ticket).toList();
                    lastSeen = still.size() < left.size() ? System.nanoTime() : lastSeen;
                    left = still;
                }
                lanes.forEach(lane -> lane.timeout.disarm());
            }
            return sent;
        }

        @Override
        public void close() {
            lanes.forEach(lane -> lane.timeout.close());
        }
    }

    /**
     * Rounds of sends that the exit ends: a new lane's first send waits on a full queue while the exit closes, all others come
     * after it. Then the lane closes.
     */
    private static final class Closed implements RetentionSubject {

        private static final int ROUND = 500;
        private static final long PATIENCE_NANOS = 10_000_000;
        private static final long LOOK_AGAIN_NANOS = 10_000;
        private static final Set<Thread.State> WAITS = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

        private final TimeoutStrategy strategy;
        private final Subscription<Message> full = new Subscription<>(1);
        private final ExecutorService closer = Executors.newSingleThreadExecutor(DaemonThreads.named("closer"));

        Closed(TimeoutStrategy strategy) {
            this.strategy = strategy;
            require(Outcome.DELIVERED, new Lane(new None(), new Exit()).send(full, new Message(0), 0), 0);
        }

        @Override
        public long run(long count, long nanos) {
            long sent = 0;
            Thread sender = Thread.currentThread();
            while (sent < count) {
                Exit exit = new Exit();
                try (Lane lane = new Lane(strategy, exit)) {
                    closer.execute(() -> end(exit, lane, sender));
                    for (int i = 0; i < ROUND; i++) {
                        Outcome outcome = lane.send(full, new Message(sent), nanos);
                        if (i == 0 && outcome == Outcome.TIMED_OUT) {
                            // So short a timeout on so busy a machine; the next ones come after the exit closed.
                            while (!exit.isClosed()) {
                                Thread.onSpinWait();
                            }
                        } else {
                            require(Outcome.CLOSED, outcome, sent);
                        }
                        sent++;
                    }
                }
            }
            return sent;
        }

        /** Closes the exit as soon as the lane's first send waits. */
        private static void end(Exit exit, Lane lane, Thread sender) {
            long start = System.nanoTime();
            while (!WAITS.contains(sender.getState()) && System.nanoTime() - start < PATIENCE_NANOS) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            exit.close();
            lane.wake();
        }

        @Override
        public void close() {
            DaemonThreads.stop(closer);
        }
    }

    private static void require(Outcome expected, Outcome actual, long number) {
        if (actual != expected) {
            throw new IllegalStateException("send " + number + " ended " + actual + ", not " + expected);
        }
    }
}
