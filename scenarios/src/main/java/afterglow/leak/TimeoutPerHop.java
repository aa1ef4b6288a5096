package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;

/**
 * A request that is redirected from server to server, the last of which is silent. Six redirects wait six timeouts,
 * because the length belongs to a hop; fixed by a deadline that belongs to the request.
 */
final class TimeoutPerHop implements TwoForms {

    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration HOP = Duration.ofMillis(200);
    private static final int HOPS = 6;

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            Timers loop = new Timers("event-loop");
            hop(HOPS, new Request(loop, deadlines.begin(TIMEOUT), fixed, System.nanoTime()));
        };
    }

    private record Request(Timers loop, SendDeadlines.Send send, boolean keepsDeadline, long startNanos) {}

    @SuppressWarnings("FutureReturnValueIgnored") // the send tells what became of it
    private static void hop(int left, Request request) {
        long spentNanos = request.keepsDeadline() ? System.nanoTime() - request.startNanos() : 0;
        ScheduledFuture<?> timer = request.loop().after(TIMEOUT.toNanos() - spentNanos, request.send()::expire);
        if (left > 0) {
            request.loop().after(HOP, () -> {
                if (timer.cancel(false)) {
                    hop(left - 1, request);
                }
            });
        }
    }
}
