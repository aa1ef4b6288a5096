package afterglow.timeout.reused;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Timeout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ticker with its ticks and its clock in the test's hands. */
class TickerTest {

    private static final long MILLIS = 1_000_000;

    private long now = MILLIS;
    private long readings;
    private final List<Long> expired = new ArrayList<>();
    private final Ticker ticker = new Ticker(this::read);
    private final Timeout lane = ticker.open(expired::add);

    private long read() {
        readings++;
        return now;
    }

    @Test
    void shouldCountFromTheTickThatFindsASend() {
        lane.arm(5 * MILLIS, 1);
        now += 100 * MILLIS; // the thread is held up

        ticker.tick(now);
        now += 5 * MILLIS - 1;
        ticker.tick(now);
        assertThat(expired).isEmpty();

        now++;
        ticker.tick(now);
        assertThat(expired).containsExactly(1L);
    }

    @Test
    void shouldReadTheClockOnceForEachSendThatATickFinds() {
        for (int ticket = 1; ticket <= 100; ticket++) {
            lane.arm(5 * MILLIS, ticket);
            lane.disarm();
            ticker.tick(now);
        }
        assertThat(readings).isZero();

        lane.arm(5 * MILLIS, 101);
        ticker.tick(now);
        ticker.tick(now);
        assertThat(readings).isEqualTo(1);
    }

    @Test
    void shouldGiveALongerSendItsOwnLength() {
        lane.arm(MILLIS, 1);
        ticker.tick(now);
        lane.disarm();
        lane.arm(5 * MILLIS, 2);

        now += MILLIS;
        ticker.tick(now);
        now += 5 * MILLIS - 1;
        ticker.tick(now);
        assertThat(expired).isEmpty();
        now++;
        ticker.tick(now);
        assertThat(expired).containsExactly(2L);
    }
}
