package afterglow.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BusyTimerTest {

    private static final int TASKS = 100;
    private static final long FAR_MILLIS = 180_000;

    @Test
    void shouldHoldCancelledTasksThoughItsThreadWakes() throws Exception {
        Timer timer = BusyTimer.named("busy");
        try {
            for (int i = 0; i < TASKS; i++) {
                TimerTask task = BusyTimer.task(() -> {});
                timer.schedule(task, FAR_MILLIS);
                task.cancel();
            }
            CountDownLatch woke = new CountDownLatch(1);
            timer.schedule(BusyTimer.task(woke::countDown), 0);
            woke.await();

            assertThat(timer.purge()).isEqualTo(TASKS);
        } finally {
            timer.cancel();
        }
    }
}
