package afterglow.leak;

import java.util.Timer;
import java.util.TimerTask;
import org.jspecify.annotations.Nullable;

/** Cancelled tasks that stay queued and hold a 1 KiB payload each; fixed by dropping the payload on cancel: the task stays. */
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
