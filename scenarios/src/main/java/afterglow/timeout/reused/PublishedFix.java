package afterglow.timeout.reused;

import afterglow.timeout.Expiry;
import afterglow.timeout.OnScheduler;
import afterglow.timeout.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the two fixes as published: one timer or ticker for all lanes of a broadcast, stopped when
 * {@code broadcast} returns.
 *
 * <p>A broadcast is here the lanes opened until the first of them closes; that close is the return, and lanes opened
 * later share a new one. The article's broadcast returns while its workers still run, so a lane may be waiting when the
 * timer is stopped. Our broker keeps its lanes until it closes, so there the stop comes at the end only, which flatters
 * the fixes.
 */
abstract sealed class PublishedFix extends OnScheduler permits PublishedTimer, PublishedTicker {

    private @Nullable Shared current;

    PublishedFix(String name) {
        super(name, true);
    }

    /** A timer or ticker for the lanes of one broadcast. */
    abstract Shared share();

    @Override
    public final synchronized Timeout open(Expiry expiry) {
        Shared shared = current;
        if (shared == null) {
            shared = share();
            current = shared;
        }
        return new LaneTimer(shared, expiry);
    }

    private synchronized void stop(Shared shared) {
        shared.stop();
        if (shared == current) {
            current = null;
        }
    }

    /** What the lanes of one broadcast share. */
    abstract static class Shared {

        final TickChannel channel;

        Shared(TickChannel channel) {
            this.channel = channel;
        }

        /** A lane begins a send. */
        abstract void begin(long nanos);

        abstract void stop();
    }

    private final class LaneTimer implements Timeout {

        private final Shared shared;
        private final TickChannel.Listener listener;

        LaneTimer(Shared shared, Expiry expiry) {
            this.shared = shared;
            this.listener = shared.channel.open(expiry);
        }

        @Override
        public void arm(long nanos, long ticket) {
            shared.begin(nanos);
            listener.listen(ticket);
        }

        @Override
        public void disarm() {
            listener.cease();
        }

        @Override
        public void close() {
            listener.close();
            stop(shared);
        }
    }
}
