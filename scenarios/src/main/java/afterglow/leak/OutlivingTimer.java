package afterglow.leak;

import afterglow.timeout.DaemonThreads;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Connections, each with a periodic timer that watches it. */
final class OutlivingTimer implements Demonstration {

    private static final int BUFFER_BYTES = 256;

    @Override
    public Card card() {
        return Card.of(
                        "outliving-timer",
                        "timer outlives its connection",
                        "closing a connection leaves its keep-alive timer running, which holds the connection and its buffer; fixed"
                                + " by cancelling it on close",
                        "apache/pulsar#3422")
                .expecting(Symptom.LEAKS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Client(fixed);
    }

    /** A connection with a buffer. */
    private static final class Connection {

        private final byte[] buffer = new byte[BUFFER_BYTES];
        private volatile boolean closed;

        void keepAlive() {
            if (!closed) {
                buffer[0]++;
            }
        }
    }

    private static final class Client implements Program {

        private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("keep-alive");
        private final boolean cancelsOnClose;

        Client(boolean cancelsOnClose) {
            this.cancelsOnClose = cancelsOnClose;
            scheduler.setRemoveOnCancelPolicy(true);
        }

        @Override
        public void send(long timeoutNanos) {
            Connection connection = new Connection();
            ScheduledFuture<?> keepAlive = scheduler.scheduleAtFixedRate(
                    connection::keepAlive, timeoutNanos, timeoutNanos, TimeUnit.NANOSECONDS);
            connection.closed = true;
            if (cancelsOnClose) {
                keepAlive.cancel(false);
            }
        }

        @Override
        public void close() {
            DaemonThreads.stop(scheduler);
        }
    }
}
