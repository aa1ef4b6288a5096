package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests to a node that goes away: their handlers wait for a reply that cannot come. */
final class PinnedHandlers implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                "pinned-handlers",
                "cleaned up by the timeout alone",
                "when a node goes, its requests' handlers stay in the table until their long timeouts; fixed by failing them when it"
                        + " goes",
                "elastic/elasticsearch#9621");
    }

    @Override
    public Program program(boolean fixed) {
        return new Transport(fixed);
    }

    /** Who waits for a reply. */
    private record Handler(long id, ScheduledFuture<?> timeout) {}

    private static final class Transport implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("requests");
        private final Map<Long, Handler> handlers = new ConcurrentHashMap<>();
        private final boolean failsOnDisconnect;
        private long requests;

        Transport(boolean failsOnDisconnect) {
            this.failsOnDisconnect = failsOnDisconnect;
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void send(long timeoutNanos) {
            long id = ++requests;
            // The timer may be faster than this thread, so the table has to have the handler first.
            handlers.compute(
                    id,
                    (key, none) ->
                            new Handler(id, scheduler.schedule(() -> end(id), timeoutNanos, TimeUnit.NANOSECONDS)));
            disconnected(id);
        }

        private void disconnected(long id) {
            Handler handler = failsOnDisconnect ? end(id) : null;
            if (handler != null) {
                handler.timeout().cancel(false);
            }
        }

        private @Nullable Handler end(long id) {
            return handlers.remove(id);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
