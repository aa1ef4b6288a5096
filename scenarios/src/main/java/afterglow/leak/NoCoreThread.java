package afterglow.leak;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler that is to hold no thread while it has nothing to do, and has a timeout to wait for. With 0 core threads and no
 * keep-alive, the thread that waits for the deadline asks again and again whether it may end; fixed by one core thread.
 */
final class NoCoreThread implements Demonstration {

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("waiting", fixed ? 1 : 0);
        scheduler.setKeepAliveTime(0, TimeUnit.NANOSECONDS);
        scheduler.after(Duration.ofHours(1), () -> {});
        return Program.on(
                scheduler,
                timeoutNanos -> scheduler.after(timeoutNanos, () -> {}).cancel(false));
    }
}
