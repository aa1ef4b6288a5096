package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timeouts that outlive the wheel's memory of epochs, and the count of epochs itself. */
class WheelLongTimeoutTest {

    private static final long MILLIS = 1_000_000;
    private static final int DAY_SECONDS = 86_400;

    private long now = 1_000 * MILLIS;

    @ParameterizedTest
    @CsvSource({
        "false, 1, 1",
        "false, 5, 1",
        "false, 9, 1",
        "false, 30, 1",
        "false, 180, 1",
        "false, 1800, 1",
        "false, " + DAY_SECONDS + ", 1000",
        "true, 180, 1",
        "true, " + DAY_SECONDS + ", 1000"
    })
    void shouldExpireALongTimeoutWhileAnotherLaneKeepsArming(boolean precise, long seconds, long everyMillis) {
        Wheel wheel = new Wheel(precise, () -> now, 4096, () -> {});
        long[] expiredAt = {-1};
        Timeout lane = wheel.open(ticket -> expiredAt[0] = now);
        Timeout busy = wheel.open(ticket -> {});
        long deadline = now + seconds * 1_000 * MILLIS;
        lane.arm(seconds * 1_000 * MILLIS, 1);
        long ticket = 0;
        long wanted = 0;
        for (long start = now, millis = 0; now < deadline + 10 * MILLIS; millis++, now = start + millis * MILLIS) {
            boolean arms = millis % everyMillis == 0;
            if (arms) {
                busy.arm(5 * MILLIS, ++ticket);
            }
            if (arms || now >= wanted) {
                wanted = wheel.turn();
            }
            busy.disarm();
        }
        assertThat(expiredAt[0] - deadline).isBetween(0L, 4 * MILLIS);
        wheel.close();
    }
}
