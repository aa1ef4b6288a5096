package afterglow.timeout.reused;

import afterglow.timeout.Expiry;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The channel on which the published fixes hand out their ticks: one tick goes to one lane, the one that has listened
 * longest. Thread-safe; lanes are called outside its monitor.
 */
final class TickChannel {

    private final boolean keeps;
    private final Set<Listener> listeners = new LinkedHashSet<>();
    private boolean kept;
    private long turns;

    /** @param keeps whether a tick that comes while no lane listens is kept for the next one that does; a second tick is always dropped */
    TickChannel(boolean keeps) {
        this.keeps = keeps;
    }

    /** A lane's end of the channel. */
    synchronized Listener open(Expiry expiry) {
        Listener listener = new Listener(expiry);
        listeners.add(listener);
        return listener;
    }

    /** Hands out one tick. */
    void tick() {
        Listener first;
        long ticket;
        synchronized (this) {
            first = longest();
            if (first == null) {
                kept = keeps;
                return;
            }
            ticket = first.ticket;
            first.ticket = Listener.DEAF;
        }
        first.expiry.tell(ticket);
    }

    private @Nullable Listener longest() {
        Listener longest = null;
        for (Listener listener : listeners) {
            if (listener.ticket != Listener.DEAF && (longest == null || listener.turn < longest.turn)) {
                longest = listener;
            }
        }
        return longest;
    }

    /** One lane's end, listening from an arm to its tick or its disarm. */
    final class Listener {

        private static final long DEAF = 0;

        private final Expiry expiry;
        private long ticket = DEAF;
        private long turn;

        Listener(Expiry expiry) {
            this.expiry = expiry;
        }

        void listen(long to) {
            synchronized (TickChannel.this) {
                if (!kept) {
                    ticket = to;
                    turn = ++turns;
                    return;
                }
                kept = false;
            }
            expiry.tell(to);
        }

        void cease() {
            synchronized (TickChannel.this) {
                ticket = DEAF;
            }
        }

        void close() {
            synchronized (TickChannel.this) {
                listeners.remove(this);
            }
        }
    }
}
