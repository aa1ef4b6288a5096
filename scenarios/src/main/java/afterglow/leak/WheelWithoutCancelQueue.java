package afterglow.leak;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A wheel that keeps a cancelled timeout until the hand reaches its slot; fixed by a cancel queue that each tick empties. */
final class WheelWithoutCancelQueue implements Demonstration {

    private static final long TICK_MILLIS = 10;

    @Override
    public Program program(boolean fixed) {
        Timers hand = new Timers("wheel");
        Wheel wheel = new Wheel();
        var unused = hand.scheduleAtFixedRate(wheel::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return Program.on(hand, timeoutNanos -> {
            Node timeout = new Node(wheel.now + 1 + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) / TICK_MILLIS);
            wheel.added.add(timeout);
            // The send is over; without a queue for it, its timeout waits for the hand.
            if (fixed) {
                wheel.cancelled.add(timeout);
            }
        });
    }

    private static final class Node {

        private long slot;

        Node(long slot) {
            this.slot = slot;
        }
    }

    /** Slots are the tick thread's own; other threads hand it what is new and what is cancelled. */
    private static final class Wheel {

        private final Map<Long, Set<Node>> slots = new HashMap<>();
        private final Queue<Node> added = new ConcurrentLinkedQueue<>();
        private final Queue<Node> cancelled = new ConcurrentLinkedQueue<>();
        private volatile long now;

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread ticks
        void tick() {
            now++;
            // Taken first: whatever is cancelled by now was added before, and so is in its slot before it is taken out.
            List<Node> over = drained(cancelled);
            for (Node node : drained(added)) {
                // One that was handed over late goes into the slot that is about to come.
                node.slot = Math.max(node.slot, now);
                slots.computeIfAbsent(node.slot, none -> new HashSet<>()).add(node);
            }
            for (Node node : over) {
                slots.computeIfPresent(node.slot, (at, slot) -> slot.remove(node) && slot.isEmpty() ? null : slot);
            }
            slots.remove(now);
        }

        /** What is in a queue by now; sends that go on would keep a slow thread here for ever. */
        private static List<Node> drained(Queue<Node> queue) {
            return Stream.generate(queue::remove).limit(queue.size()).toList();
        }
    }
}
