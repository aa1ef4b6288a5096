package afterglow.timeout.reused;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Timeout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reused timer with its scheduler and its clock in the test's hands. */
class ReusedTest {

    private static final long MILLIS = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLIS;

    private final QueuedByHand scheduler = new QueuedByHand();
    private final List<Long> expired = new ArrayList<>();
    private long now = MILLIS;
    private long readings;

    /** Done while the task that fires reads the clock. */
    private Runnable atReading = () -> {};

    private final Timeout lane = new Reused(scheduler, this::read).open(expired::add);

    private long read() {
        readings++;
        atReading.run();
        return now;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldLeaveNoTaskWhenTheLaneClosesWhileItsTaskFires(int reading) throws InterruptedException {
        lane.arm(5 * MILLIS, 1);
        lane.disarm();
        lane.arm(HOUR, 2); // moves the deadline; the task queued for 5 ms will queue again
        now += 5 * MILLIS;
        Thread closer = new Thread(() -> {
            lane.disarm();
            lane.close();
        });
        int[] left = {reading};
        atReading = () -> {
            if (--left[0] == 0) {
                closer.start();
                // Until it has closed, or waits for the task to be done with the lane.
                while (closer.isAlive() && closer.getState() != Thread.State.BLOCKED) {
                    Thread.onSpinWait();
                }
            }
        };

        assertThat(scheduler.runOne()).isTrue();

        if (closer.getState() == Thread.State.NEW) {
            closer.start(); // the task read the clock less often
        }
        closer.join();
        assertThat(scheduler.held()).isZero();
        assertThat(expired).isEmpty();
    }

    @Test
    void shouldReadTheClockOnceForEachSendOfABusyLane() {
        lane.arm(5 * MILLIS, 1);
        lane.disarm();
        readings = 0;

        for (int ticket = 2; ticket < 102; ticket++) {
            lane.arm(5 * MILLIS, ticket);
            lane.disarm();
        }

        assertThat(readings).isEqualTo(100);
        assertThat(scheduler.held()).isEqualTo(1);
    }

    @Test
    void shouldQueueNothingForALaneThatIsIdleAndExpireItsNextSend() {
        lane.arm(5 * MILLIS, 1);
        lane.disarm();
        now += 5 * MILLIS;
        assertThat(scheduler.runOne()).isTrue();
        assertThat(scheduler.held()).isZero();

        lane.arm(5 * MILLIS, 2);
        now += 5 * MILLIS - 1;
        assertThat(scheduler.held()).isEqualTo(1);
        assertThat(expired).isEmpty();
        now++;
        assertThat(scheduler.runOne()).isTrue();
        assertThat(expired).containsExactly(2L);
    }

    @Test
    void shouldQueueEarlierForAShorterTimeAndIgnoreATaskOvertaken() {
        lane.arm(HOUR, 1);
        lane.disarm();
        lane.arm(5 * MILLIS, 2);

        assertThat(scheduler.held()).as("the hour's task is cancelled").isEqualTo(1);
        now += 5 * MILLIS;
        assertThat(scheduler.runOne()).isTrue();
        assertThat(expired).containsExactly(2L);
        assertThat(scheduler.held()).isZero();
    }
}
