package afterglow.leak;

import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/**
 * Cancelled tasks that keep what they captured as long as they are queued. A task is a small thing, but it holds the 1 KiB that
 * it was to work on; fixed by letting go of that when it is cancelled: the shell stays.
 */
final class CapturedPayload implements Demonstration {

    private static final int PAYLOAD_BYTES = 1024;

    @Override
    public Program program(boolean fixed) {
        Timer timer = BusyTimer.named("afterglow-retries");
        return Program.ending(timer::cancel, timeoutNanos -> {
            Retry retry = new Retry();
            timer.schedule(retry, timeoutNanos / 1_000_000);
            retry.cancel();
            if (fixed) {
                retry.payload = null;
            }
        });
    }

    static final class Retry extends TimerTask {

        private byte @Nullable [] payload = new byte[PAYLOAD_BYTES];

        /** Throws nothing: that would end the timer, and a send that is kept from its core may be due before it is cancelled. */
        @Override
        public void run() {
            payload = null;
        }
    }
}
