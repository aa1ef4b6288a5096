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
        "STAMPED, 1, 1",
        "STAMPED, 5, 1",
        "STAMPED, 9, 1",
        "STAMPED, 30, 1",
        "STAMPED, 180, 1",
        "STAMPED, 1800, 1",
        "STAMPED, " + DAY_SECONDS + ", 1000",
        "PRECISE, 180, 1",
        "PRECISE, " + DAY_SECONDS + ", 1000"
    })
    void shouldExpireALongTimeoutWhileAnotherLaneKeepsArming(Wheel.Arm arm, long seconds, long everyMillis) {
        Wheel wheel = new Wheel(arm, () -> now, 4096, () -> {});
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
