package afterglow.timeout.peer;

import afterglow.timeout.DaemonThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/** Daemon threads that can be joined, for schedulers whose shutdown does not wait. */
final class JoinableThreads implements ThreadFactory {

    private final ThreadFactory threads;
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

    JoinableThreads(String name) {
        threads = DaemonThreads.named(name);
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = threads.newThread(task);
        made.add(thread);
        return thread;
    }

    /**
     * Waits for the end of every thread that was made.
     *
     * @throws IllegalStateException if one has not ended within 10 s
     */
    void join() {
        made.forEach(DaemonThreads::join);
    }
}
