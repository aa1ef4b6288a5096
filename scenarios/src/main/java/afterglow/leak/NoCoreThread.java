package afterglow.leak;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A scheduler of 0 core threads and no keep-alive, whose thread spins while a timeout is pending; fixed by one core thread. */
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
