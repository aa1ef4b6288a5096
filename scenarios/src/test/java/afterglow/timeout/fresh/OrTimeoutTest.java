package afterglow.timeout.fresh;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Timeout;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrTimeoutTest {

    private static final int SENDS = 2_000;

    /** What a future, its timeout and their dependents take, with room; a stack trace takes several times as much. */
    private static final long BYTES_PER_SEND = 700;

    @Test
    void shouldNotPayForTheStackTraceOfAFailure() {
        OrTimeout strategy = new OrTimeout(true);
        Timeout lane = strategy.open(ticket -> {});
        send(lane, 1); // loads what it needs

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        send(lane, SENDS);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(bytes / SENDS).isLessThan(BYTES_PER_SEND);
    }

    private static void send(Timeout lane, int sends) {
        for (int ticket = 1; ticket <= sends; ticket++) {
            lane.arm(TimeUnit.HOURS.toNanos(1), ticket);
            lane.disarm();
        }
    }
}
