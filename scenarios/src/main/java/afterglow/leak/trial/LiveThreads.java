package afterglow.leak.trial;

import afterglow.timeout.DaemonThreads;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * How many threads are alive, once those that are about to end have ended.
 *
 * <p>That takes them a core, and on a busy machine a while. So controls are started and ended, one after another: a thread that
 * outlives all of them was not about to end.
 */
final class LiveThreads {

    private static final int CONTROLS = 10;
    private static final long PAUSE_MILLIS = 20;

    private LiveThreads() {}

    static long settled() throws InterruptedException {
        for (int i = 0; i < CONTROLS; i++) {
            ExecutorService control = Executors.newSingleThreadExecutor(DaemonThreads.named("control"));
            control.execute(() -> {});
            Thread.sleep(PAUSE_MILLIS);
            DaemonThreads.stop(control);
        }
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
