package afterglow.broadcast;

import afterglow.timeout.Descriptor;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The script that every contestant plays before it is timed, so that only those are compared that do the same work.
 *
 * <p>Broadcasts with one, two and three workers to subscribers with room; then, unless the strategy admits to lose expiries,
 * to an audience one of whom is stalled. Each tally must be the script's, and each queue must hold what its tally says.
 */
public final class Rehearsal {

    private static final String TOPIC = "rehearsal";
    private static final int CAPACITY = 4;
    private static final int STALLED = 7;
    private static final long SEND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Rehearsal() {}

    /**
     * Plays the script.
     *
     * @throws IllegalStateException if an outcome is not the script's; the message names the strategy and the difference
     */
    public static void play(TimeoutStrategy strategy, Descriptor descriptor) {
        for (int subscribers : List.of(10, 150, 1_050)) {
            play(strategy, descriptor.id(), subscribers, 0);
        }
        if (descriptor.alwaysExpires()) {
            play(strategy, descriptor.id(), 10, 1);
        }
    }

    private static void play(TimeoutStrategy strategy, String id, int subscribers, int stalled) {
        try (Broker<Object> broker = new Broker<>(strategy, SEND_NANOS)) {
            broker.setConditions(CAPACITY);
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
