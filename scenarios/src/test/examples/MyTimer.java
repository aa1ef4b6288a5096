package mine;

import afterglow.timeout.*;
import java.util.concurrent.*;

public final class MyTimer implements TimeoutStrategy {
    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("my-timer");

    public Timeout open(Expiry expiry) {
        return new Timeout() {
            private Runnable task = () -> {};
            public void arm(long nanos, long ticket) {
                task = (Runnable) scheduler.schedule(() -> expiry.expire(ticket), nanos, TimeUnit.NANOSECONDS);
            }
            public void disarm() { scheduler.remove(task); }
        };
    }

    public void close() { DaemonThreads.stop(scheduler); }

    public static final class Provider implements StrategyProvider {
        public Descriptor descriptor() { return Descriptor.of("my-timer", Family.CUSTOM, "my own scheduler"); }
        public TimeoutStrategy create() { return new MyTimer(); }
    }
}
