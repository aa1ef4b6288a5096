package afterglow.leak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Handlers that wait for the reply of a node that is gone, until their long timeouts; fixed by failing them when it goes. */
final class PinnedHandlers implements Demonstration {

    private record Handler(long id, ScheduledFuture<?> timeout) {}

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("requests");
        scheduler.setRemoveOnCancelPolicy(true);
        Map<Long, Handler> handlers = new ConcurrentHashMap<>();
        AtomicLong requests = new AtomicLong();
        return Program.on(scheduler, timeoutNanos -> {
            long id = requests.incrementAndGet();
            // The timer may be faster than this thread, so the table has to have the handler first.
            Handler handler = handlers.computeIfAbsent(
                    id, key -> new Handler(id, scheduler.after(timeoutNanos, () -> handlers.remove(id))));
            // Here the node goes.
            if (fixed && handlers.remove(id) != null) {
                handler.timeout().cancel(false);
            }
        });
    }
}
