package afterglow.leak;

import java.util.concurrent.ScheduledFuture;

/** Connections whose keep-alive timers outlive them, and hold their buffers; fixed by cancelling the timer on close. */
final class OutlivingTimer implements Demonstration {

    private static final int BUFFER_BYTES = 256;

    @Override
    public Program program(boolean fixed) {
        Timers scheduler = new Timers("keep-alive");
        scheduler.setRemoveOnCancelPolicy(true);
        return Program.on(scheduler, timeoutNanos -> {
            Connection connection = new Connection();
            ScheduledFuture<?> keepAlive = scheduler.every(timeoutNanos, connection::keepAlive);
            connection.closed = true;
            if (fixed) {
                keepAlive.cancel(false);
            }
        });
    }

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
