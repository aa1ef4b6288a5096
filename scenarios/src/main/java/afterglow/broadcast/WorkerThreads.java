package afterglow.broadcast;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Labelled;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** On what threads a broker's workers run. */
public enum WorkerThreads implements Labelled {
    /** A cached pool of platform threads. */
    PLATFORM(17),
    /** A virtual thread for each share of a broadcast; JDK 21 and later. */
    VIRTUAL(21);

    private final int firstJdk;

    WorkerThreads(int firstJdk) {
        this.firstJdk = firstJdk;
    }

    ExecutorService open() {
        if (this == PLATFORM) {
            return Executors.newCachedThreadPool(DaemonThreads.named("worker"));
        }
        try {
            // By name, because this code is compiled for JDK 17.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(
                    "virtual threads need JDK 21 or later; this is " + Runtime.version(), e);
        }
    }

    /** Whether this JVM has such threads. */
    public boolean available() {
        return Runtime.version().feature() >= firstJdk;
    }
}
