package afterglow.broadcast;

import afterglow.timeout.DaemonThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** On what threads a broker's workers run. */
public enum WorkerThreads {
    /** A cached pool of platform threads. */
    PLATFORM(17) {
        @Override
        ExecutorService open() {
            return Executors.newCachedThreadPool(DaemonThreads.named("worker"));
        }
    },
    /** A virtual thread for each share of a broadcast; JDK 21 and later. */
    VIRTUAL(21) {
        @Override
        ExecutorService open() {
            try {
                // By name, because this code is compiled for JDK 17.
                return (ExecutorService) MethodHandles.publicLookup()
                        .findStatic(
                                Executors.class,
                                "newVirtualThreadPerTaskExecutor",
                                MethodType.methodType(ExecutorService.class))
                        .invoke();
            } catch (Throwable e) {
                throw new UnsupportedOperationException(
                        "virtual threads need JDK 21 or later; this is "
                                + Runtime.version().feature(),
                        e);
            }
        }
    };

    private final int firstJdk;

    WorkerThreads(int firstJdk) {
        this.firstJdk = firstJdk;
    }

    abstract ExecutorService open();

    /** Whether this JVM has such threads. */
    public boolean available() {
        return Runtime.version().feature() >= firstJdk;
    }

    /** The name in parameters and CSV: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
