package afterglow.leak;

import java.time.Duration;

/**
 * A reset timer, whose channel is drained before it is armed again. The timer had fired and its tick was taken, so the
 * drain before the next reset waits for good; fixed by a drain that takes what is there and does not wait.
 */
final class BlockingDrain implements Demonstration {

    private static final Duration TIMEOUT = Duration.ofMillis(50);

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            StaleTick.ResetTimer timer = new StaleTick.ResetTimer();
            for (long ticket = 1; ticket <= 2; ticket++) {
                var send = deadlines.begin(TIMEOUT);
                if (ticket > 1) {
                    drain(timer, fixed);
                }
                timer.reset(ticket, TIMEOUT);
                timer.channel.take();
                send.expire();
            }
        };
    }

    private static void drain(StaleTick.ResetTimer timer, boolean onlyWhatIsThere) throws InterruptedException {
        boolean fired = !timer.stop();
        if (onlyWhatIsThere) {
            timer.channel.clear();
        } else if (fired) {
            timer.channel.take();
        }
    }
}
