package afterglow.leak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A timing wheel in which a cancelled timeout stays in its slot until the hand reaches it; fixed by a queue of the cancelled,
 * which each tick takes out of their slots.
 */
final class WheelWithoutCancelQueue implements TwoForms {

    private static final long TICK_MILLIS = 10;

    /** More ticks than the usual timeout has, so that no slot comes round within a measurement. */
    private static final long SLOTS = 1 << 15;

    @Override
    public Program program(boolean fixed) {
        Timers hand = new Timers("wheel");
        Wheel wheel = new Wheel();
        var unused =
                hand.scheduleAtFixedRate(wheel::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return Program.on(hand, timeoutNanos -> {
            Node timeout = new Node(wheel.now + 1 + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) / TICK_MILLIS);
            wheel.added.add(timeout);
            timeout.cancelled = true;
            if (fixed) {
                wheel.cancelled.add(timeout);
            }
        });
    }

    private static final class Node {

        private final long tick;
        private volatile boolean cancelled;
        private long slot;

        Node(long tick) {
            this.tick = tick;
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
                node.slot = Math.max(node.tick, now) % SLOTS;
                slots.computeIfAbsent(node.slot, none -> new HashSet<>()).add(node);
            }
            slots.getOrDefault(now % SLOTS, Set.of()).stream()
                    .filter(node -> node.cancelled || node.tick <= now)
                    .forEach(over::add);
            over.forEach(this::free);
        }

        private static List<Node> drained(Queue<Node> queue) {
            List<Node> nodes = new ArrayList<>();
            for (Node node = queue.poll(); node != null; node = queue.poll()) {
                nodes.add(node);
            }
            return nodes;
        }

        private void free(Node node) {
            Set<Node> slot = slots.get(node.slot);
            if (slot != null && slot.remove(node) && slot.isEmpty()) {
                slots.remove(node.slot);
            }
        }
    }
}
