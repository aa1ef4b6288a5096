package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A request that waits a whole timeout after each of six redirects; fixed by one deadline for the request. */
final class TimeoutPerHop implements Demonstration {

    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration HOP = Duration.ofMillis(200);
    private static final int HOPS = 6;

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            Timers loop = new Timers("event-loop");
            SendDeadlines.Send send = deadlines.begin(TIMEOUT);
            Request request = new Request(loop, send, fixed, System.nanoTime(), new AtomicReference<>());
            loop.execute(() -> hop(HOPS, request));
        };
    }

    private record Request(
            Timers loop,
            SendDeadlines.Send send,
            boolean keepsDeadline,
            long startNanos,
            AtomicReference<ScheduledFuture<?>> timer) {}

    /** Runs on the loop. The redirect is armed first, so that it is due before the timer however long the thread stalls. */
    private static void hop(int left, Request request) {
        if (left > 0) {
            request.loop().after(HOP, () -> {
                if (request.timer().get().cancel(false)) {
                    hop(left - 1, request);
                }
            });
        }
        long spentNanos = request.keepsDeadline() ? System.nanoTime() - request.startNanos() : 0;
        request.timer().set(request.loop().after(TIMEOUT.toNanos() - spentNanos, request.send()::expire));
    }
}
