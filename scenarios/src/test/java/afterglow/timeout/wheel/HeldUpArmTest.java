package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An arm held up between its steps for any number of ticks: read the epoch, store stamp and ticket, look at the span. All
 * ways are tried in which the hand may turn in between, from a slot in its bucket to one let go and a wheel asleep.
 */
class HeldUpArmTest {

    private static final long MILLIS = 1_000_000;
    private static final int TICKS = 80;
    private static final int TURN_TICKS = 128;

    private long now;
    private int alarms;
    private int alarmsSeen;
    private long wanted;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 40, 300})
    void shouldExpireOnceAndNeitherEarlyNorForgotten(long givenMillis) {
        long given = givenMillis * MILLIS;
        for (int read = 0; read < TICKS; read++) {
            for (int store = read; store < TICKS; store++) {
                for (int tell = store; tell < Math.min(store + 8, TICKS); tell++) {
                    tryOne(given, read, store, tell);
                }
            }
        }
    }

    private void tryOne(long given, int readAt, int storeAt, int tellAt) {
        now = 1_000 * MILLIS;
        wanted = 0;
        alarms = 0;
        alarmsSeen = 0;
        long[] expiredAt = new long[2];
        Wheel wheel = new Wheel(Wheel.Arm.STAMPED, () -> now, TURN_TICKS, () -> alarms++);
        StampedSlot slot = (StampedSlot) wheel.open(ticket -> {
            assertThat(ticket).isEqualTo(2);
            expiredAt[0] = now;
            expiredAt[1]++;
        });
        slot.arm(5 * MILLIS, 1);
        slot.disarm();
        long length = Slot.units(given);
        long epoch = 0;
        long begun = 0;
        long told = 0;
        for (int tick = 0; tick < TICKS + givenMillisOf(given) + 10; tick++) {
            if (tick == readAt) {
                begun = now;
                epoch = (long) Pulse.EPOCH.getOpaque(slot.pulse);
            }
            if (tick == storeAt) {
                slot.stamp(epoch, length, 2);
            }
            if (tick == tellAt) {
                slot.tell(epoch, length);
                told = now;
            }
            int seen = alarms;
            if (now >= wanted || seen != alarmsSeen) {
                alarmsSeen = seen;
                wanted = wheel.turn();
            }
            now += MILLIS;
        }
        assertThat(expiredAt[1])
                .as("read %d, stored %d, told %d", readAt, storeAt, tellAt)
                .isEqualTo(1);
        assertThat(expiredAt[0])
                .as("read %d, stored %d, told %d", readAt, storeAt, tellAt)
                .isBetween(begun + given, told + given + 4 * MILLIS);
    }

    private static int givenMillisOf(long given) {
        return (int) (given / MILLIS);
    }
}
