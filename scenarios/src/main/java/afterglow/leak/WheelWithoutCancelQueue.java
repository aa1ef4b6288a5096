package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A timing wheel that frees what is cancelled only when the slot comes round. */
final class WheelWithoutCancelQueue implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "wheel-without-cancel-queue",
                "wheel frees at its slot",
                "a cancelled timeout stays in its slot until the hand reaches it; fixed by a queue of the cancelled, which each tick"
                        + " takes out of their slots",
                "netty/netty#2541",
                "netty/netty#2561");
    }

    @Override
    public Program program(boolean fixed) {
        return new Wheel(fixed);
    }

    /** A timeout, linked into its slot. */
    private static final class Node {

        private final long tick;
        private volatile boolean cancelled;
        private @Nullable Node before;
        private @Nullable Node after;

        Node(long tick) {
            this.tick = tick;
        }
    }

    /** Slots are the tick thread's own; other threads hand it what is new and what is cancelled. */
    private static final class Wheel implements Program {

        private static final long TICK_MILLIS = 10;

        /** More ticks than the usual timeout has, so that no slot comes round within a measurement. */
        private static final int SLOTS = 1 << 15;

        private final Node[] slots = new Node[SLOTS];
        private final Queue<Node> added = new ConcurrentLinkedQueue<>();
        private final Queue<Node> cancelled = new ConcurrentLinkedQueue<>();
        private final ScheduledThreadPoolExecutor hand = DaemonThreads.scheduler("wheel");
        private final boolean queuesCancelled;
        private volatile long now;

        Wheel(boolean queuesCancelled) {
            this.queuesCancelled = queuesCancelled;
            for (int i = 0; i < SLOTS; i++) {
                slots[i] = new Node(Long.MAX_VALUE);
            }
            ScheduledFuture<?> unused =
                    hand.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void send(long timeoutNanos) {
            Node timeout = new Node(now + 1 + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) / TICK_MILLIS);
            added.add(timeout);
            timeout.cancelled = true;
            if (queuesCancelled) {
                cancelled.add(timeout);
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread ticks
        private void tick() {
            now++;
            // Taken first: whatever is cancelled by now was added before, and so is linked before it is unlinked.
            List<Node> over = new ArrayList<>();
            for (Node node = cancelled.poll(); node != null; node = cancelled.poll()) {
                over.add(node);
            }
            for (Node node = added.poll(); node != null; node = added.poll()) {
                link(node);
            }
            over.forEach(Wheel::unlink);
            Node node = slots[(int) (now % SLOTS)].after;
            while (node != null) {
                Node next = node.after;
                if (node.cancelled || node.tick <= now) {
                    unlink(node);
                }
                node = next;
            }
        }

        private void link(Node node) {
            // One that was handed over late goes into the slot that is about to come.
            Node head = slots[(int) (Math.max(node.tick, now) % SLOTS)];
            node.before = head;
            node.after = head.after;
            if (head.after != null) {
                head.after.before = node;
            }
            head.after = node;
        }

        private static void unlink(Node node) {
            if (node.before != null) {
                node.before.after = node.after;
            }
            if (node.after != null) {
                node.after.before = node.before;
            }
            node.before = null;
            node.after = null;
        }

        @Override
        public void close() {
            DaemonThreads.stop(hand);
        }
    }
}
