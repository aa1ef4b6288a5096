package afterglow.leak;

import java.util.Timer;
import java.util.TimerTask;

/**
 * A {@link Timer} with a keep-alive each second, as a server's has. The timer's thread drops cancelled tasks from the head of
 * its queue when it wakes; without another task, the timer would hold all cancelled sends or none, by luck.
 */
final class BusyTimer {

    private static final long KEEP_ALIVE_MILLIS = 1_000;

    private BusyTimer() {}

    /** A new one, with a daemon thread of this name. */
    static Timer named(String thread) {
        Timer timer = new Timer(thread, true);
        timer.schedule(task(() -> {}), KEEP_ALIVE_MILLIS, KEEP_ALIVE_MILLIS);
        return timer;
    }

    static TimerTask task(Runnable body) {
        return new TimerTask() {
            @Override
            public void run() {
                body.run();
            }
        };
    }
}
