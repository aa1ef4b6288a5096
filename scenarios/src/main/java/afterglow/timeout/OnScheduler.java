package afterglow.timeout;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** A strategy whose timers are tasks of its own one-thread scheduler; closing it stops the scheduler. */
public abstract class OnScheduler implements TimeoutStrategy {

    protected final ScheduledThreadPoolExecutor scheduler;

    /** @param removes whether a cancelled task leaves the queue at once; by the JDK's default it stays until its time comes */
    protected OnScheduler(String name, boolean removes) {
        scheduler = DaemonThreads.scheduler(name);
        scheduler.setRemoveOnCancelPolicy(removes);
    }

    @Override
    public final Object retentionRoot() {
        return scheduler.getQueue();
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }
}
