package afterglow.leak;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's own heap of delayed completions, out of which one is cancelled. There {@code completeOnTimeout} of a JDK before the bug's
 * fix may come an hour late after another future was completed in time; fixed by a scheduler of one's own.
 */
final class DelaySchedulerHeap implements Demonstration {

    @Override
    public DeadlineScript program(boolean fixed) {
        Timers own = new Timers("timers");
        return deadlines -> JdkFault.cancelAmongNearAndFar(timeout -> {
            var send = deadlines.begin(timeout);
            if (fixed) {
                Future<?> timer = own.after(timeout.toNanos(), send::expire);
                return () -> {
                    send.deliver();
                    timer.cancel(false);
                };
            }
            CompletableFuture<Runnable> reply = new CompletableFuture<>();
            var unused = reply.completeOnTimeout(send::expire, timeout.toNanos(), TimeUnit.NANOSECONDS)
                    .thenAccept(Runnable::run);
            return () -> reply.complete(send::deliver);
        });
    }
}
