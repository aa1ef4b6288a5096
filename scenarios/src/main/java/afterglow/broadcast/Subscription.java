package afterglow.broadcast;

import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's bounded queue, and the lanes that wait for room in it. Thread-safe.
 *
 * <p>A lane that found the queue full registers itself and offers again before it sleeps; a receiver takes first and then
 * looks for registered lanes. The queue's lock orders the two, so either the lane sees the room or the receiver sees the
 * lane.
 *
 * @param <M> the messages
 */
public final class Subscription<M> {

    private final ArrayBlockingQueue<M> queue;
    private final ConcurrentLinkedQueue<Lane> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean left;

    /** An empty queue that holds {@code capacity} messages, 1 or more. */
    public Subscription(int capacity) {
        queue = new ArrayBlockingQueue<>(capacity);
    }

    /** Takes the oldest message, or null if there is none. */
    public @Nullable M poll() {
        M message = queue.poll();
        if (message != null) {
            wakeSenders();
        }
        return message;
    }

    /** Moves all messages into a collection; returns how many. */
    public int drainTo(Collection<? super M> sink) {
        int moved = queue.drainTo(sink);
        if (moved > 0) {
            wakeSenders();
        }
        return moved;
    }

    /** Discards all messages. A message that arrives meanwhile may stay. */
    public void clear() {
        queue.clear();
        wakeSenders();
    }

    /** How many messages wait. */
    public int size() {
        return queue.size();
    }

    /** Whether the subscriber left: messages in its queue can still be taken, but no new ones arrive. */
    public boolean hasLeft() {
        return left;
    }

    void leave() {
        left = true;
        wakeSenders();
    }

    boolean offer(M message) {
        return queue.offer(message);
    }

    void register(Lane lane) {
        waiting.add(lane);
    }

    void unregister(Lane lane) {
        waiting.remove(lane);
    }

    private void wakeSenders() {
        for (Lane lane : waiting) {
            lane.wake();
        }
    }
}
