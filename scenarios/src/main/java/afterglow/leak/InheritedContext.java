package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose timer is made anew at each reconnect, by the thread of the old timer. The new thread inherits the old one's
 * context, a span that names its parent, and so holds every span before it; fixed by a thread that inherits nothing.
 */
final class InheritedContext implements Demonstration {

    private static final InheritableThreadLocal<Span> CURRENT = new InheritableThreadLocal<>();

    private record Span(@Nullable Span parent) {}

    @Override
    public Program program(boolean fixed) {
        AtomicReference<ScheduledExecutorService> timer = new AtomicReference<>(timer(!fixed));
        return Program.ending(() -> DaemonThreads.stop(timer.get()), timeoutNanos -> {
            ScheduledExecutorService old = timer.get();
            CompletableFuture.runAsync(() -> timer.set(reconnected(!fixed, timeoutNanos)), old)
                    .join();
            DaemonThreads.stop(old);
        });
    }

    /** Traces the reconnect, and arms the new connection's timeout. */
    private static ScheduledExecutorService reconnected(boolean inherits, long timeoutNanos) {
        CURRENT.set(new Span(CURRENT.get()));
        ScheduledExecutorService next = timer(inherits);
        var unused = next.schedule(() -> {}, timeoutNanos, TimeUnit.NANOSECONDS);
        return next;
    }

    private static ScheduledExecutorService timer(boolean inherits) {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "reconnect", 0, inherits);
            thread.setDaemon(true);
            return thread;
        });
    }
}
