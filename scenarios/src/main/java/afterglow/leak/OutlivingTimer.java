package afterglow.leak;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connections, each with a keep-alive timer. Closing a connection leaves the timer running, which holds the connection and its
 * buffer; fixed by cancelling it on close.
 */
final class OutlivingTimer implements Demonstration {

    private static final int BUFFER_BYTES = 256;

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("keep-alive");
        scheduler.setRemoveOnCancelPolicy(true);
        return Program.on(scheduler, timeoutNanos -> {
            Connection connection = new Connection();
            ScheduledFuture<?> keepAlive = scheduler.scheduleAtFixedRate(
                    connection::keepAlive, timeoutNanos, timeoutNanos, TimeUnit.NANOSECONDS);
            connection.closed = true;
            if (fixed) {
                keepAlive.cancel(false);
            }
        });
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
}
