package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Timers that are left to fire, and capture the message or only its number. */
final class CapturedMessage implements Demonstration {

    private static final int MESSAGE_BYTES = 1024;

    @Override
    public Card card() {
        return Card.of(
                        "captured-message",
                        "timer captures the message",
                        "each timer that waits for its acknowledgement captures the 1 KiB message itself; fixed by capturing its"
                                + " number: the timer stays, the message goes",
                        "apache/spark#3259")
                .leavingShare(0.25);
    }

    @Override
    public Program program(boolean fixed) {
        return fixed
                ? new Sends() {
                    @Override
                    Runnable expiry(long id, byte[] message) {
                        return () -> resend(unacknowledged.getOrDefault(id, new byte[0]));
                    }
                }
                : new Sends() {
                    @Override
                    Runnable expiry(long id, byte[] message) {
                        return () -> resend(message);
                    }
                };
    }

    private abstract static class Sends implements Program {

        final Map<Long, byte[]> unacknowledged = new ConcurrentHashMap<>();
        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("acknowledgements");
        private final LongAdder resentBytes = new LongAdder();
        private long sent;

        abstract Runnable expiry(long id, byte[] message);

        void resend(byte[] message) {
            resentBytes.add(message.length);
        }

        @Override
        public void send(long timeoutNanos) {
            long id = ++sent;
            byte[] message = new byte[MESSAGE_BYTES];
            unacknowledged.put(id, message);
            ScheduledFuture<?> unused = scheduler.schedule(expiry(id, message), timeoutNanos, TimeUnit.NANOSECONDS);
            unacknowledged.remove(id);
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
