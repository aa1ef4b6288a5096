package afterglow.broadcast;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The script that every strategy runs before it is timed, so that only strategies that do the same work are compared.
 *
 * <p>Broadcasts with one, two and three workers to subscribers with room; then, unless the strategy admits to lose expiries,
 * to an audience one of whom is stalled. Each tally must be the script's, and each queue must hold what its tally says.
 * Else an {@link IllegalStateException} names the strategy and the difference.
 */
public final class Rehearsal {

    private static final String TOPIC = "rehearsal";
    private static final int CAPACITY = 4;
    private static final int STALLED = 7;
    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int IN_FLIGHT = 300;
    private static final int SILENT = 7;

    /** For lanes that are acknowledged at once: longer than any busy machine delays them. */
    private static final long ANSWERED_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int REQUESTS = 300;
    private static final int EVERY_SILENT = 50;

    private Rehearsal() {}

    /** Runs the script of blocking sends. */
    public static void play(TimeoutStrategy strategy, Descriptor descriptor) {
        for (int subscribers : List.of(10, 150, 1_050)) {
            play(strategy, descriptor.id(), subscribers, 0);
        }
        if (descriptor.alwaysExpires()) {
            play(strategy, descriptor.id(), 10, 1);
        }
    }

    /**
     * Plays the script of in-flight sends: all acknowledged, in order and shuffled, twice each so that every lane is used
     * again; then, unless the strategy admits to lose expiries, some that are not acknowledged, in order and shuffled.
     */
    public static void playInFlight(TimeoutStrategy strategy, Descriptor descriptor) {
        requireInFlight(descriptor);
        for (AckOrder order : AckOrder.values()) {
            playInFlight(strategy, descriptor.id(), order, 0);
            if (descriptor.alwaysExpires()) {
                playInFlight(strategy, descriptor.id(), order, SILENT);
            }
        }
    }

    /**
     * Plays the script of requests, each with a timeout that is opened for it and closed after it: most are answered at once,
     * and must not expire; unless the strategy admits to lose expiries, some are never answered, and must.
     */
    public static void playRequests(TimeoutStrategy strategy, Descriptor descriptor) {
        requireInFlight(descriptor);
        for (long request = 1; request <= REQUESTS; request++) {
            boolean silent = request % EVERY_SILENT == 0 && descriptor.alwaysExpires();
            AtomicLong expired = new AtomicLong();
            Timeout timeout = strategy.open(expired::set);
            timeout.arm(silent ? SEND_NANOS : ANSWERED_NANOS, request);
            long start = System.nanoTime();
            while (silent && expired.get() == 0 && System.nanoTime() - start < ANSWERED_NANOS) {
                LockSupport.parkNanos(SEND_NANOS);
            }
            timeout.disarm();
            timeout.close();
            require(descriptor.id(), "expiry of request " + request, silent ? request : 0L, expired.get());
        }
    }

    private static void requireInFlight(Descriptor descriptor) {
        if (!descriptor.inFlight()) {
            throw new IllegalArgumentException("strategy '" + descriptor.id() + "' cannot serve in-flight sends: it"
                    + " expires only a send that a thread waits for");
        }
    }

    private static void playInFlight(TimeoutStrategy strategy, String id, AckOrder order, int silent) {
        long[] nanos = new long[IN_FLIGHT];
        Arrays.fill(nanos, 0, silent, SEND_NANOS);
        Arrays.fill(nanos, silent, IN_FLIGHT, ANSWERED_NANOS);
        int[] answering = Arrays.stream(order.of(IN_FLIGHT))
                .filter(each -> each >= silent)
                .toArray();
        Tally expected = new Tally(IN_FLIGHT - silent, silent, 0);
        try (InFlight sends = new InFlight(strategy, nanos, answering)) {
            for (int message = 1; message <= 2; message++) {
                require(id, "tally of in-flight sends", expected, sends.broadcast());
                require(id, "acknowledgements in time", (long) message * answering.length, sends.acknowledged());
            }
        }
    }

    private static void play(TimeoutStrategy strategy, String id, int subscribers, int stalled) {
        try (Broker<Object> broker = new Broker<>(strategy, SEND_NANOS)) {
            broker.setQueueCapacity(CAPACITY);
            List<Subscription<Object>> audience = new ArrayList<>(subscribers);
            for (int i = 0; i < subscribers; i++) {
                audience.add(broker.subscribe(TOPIC));
            }
            if (stalled > 0) {
                for (int i = 0; i < CAPACITY; i++) {
                    audience.get(STALLED).offer("kept");
                }
            }
            Tally expected = new Tally(subscribers - stalled, stalled, 0);
            for (int message = 0; message < CAPACITY; message++) {
                require(id, "tally", expected, broker.broadcast(TOPIC, message));
            }
            for (int i = 0; i < subscribers; i++) {
                List<Object> received = new ArrayList<>();
                audience.get(i).drainTo(received);
                boolean kept = stalled > 0 && i == STALLED;
                List<Object> sent = kept ? List.of("kept", "kept", "kept", "kept") : List.of(0, 1, 2, 3);
                require(id, "messages of subscriber " + i, sent, received);
            }
        }
    }

    private static void require(String id, String what, Object expected, Object seen) {
        if (!seen.equals(expected)) {
            throw new IllegalStateException("strategy '" + id + "' does not do the work that is timed: " + what
                    + " should be " + expected + " and is " + seen);
        }
    }
}
