package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Timeout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The wheel under a clock that is driven by hand: each trap that its description names, and what becomes of it. */
class WheelTest {

    private static final long MILLIS = 1_000_000;

    private long now = 1_000 * MILLIS;
    private final Wheel wheel = new Wheel(Wheel.Arm.STAMPED, () -> now, 4096, () -> {});
    private final List<Long> expired = new ArrayList<>();

    @AfterEach
    void close() {
        wheel.close();
    }

    /** Lets time pass as a wheel's thread sees it that oversleeps by 50 us. */
    private void pass(Wheel turned, long nanos) {
        long end = now + nanos;
        while (true) {
            long next = turned.turn();
            if (next >= end) {
                now = end;
                return;
            }
            now = Math.min(end, Math.max(next, now) + 50_000);
        }
    }

    private void pass(long nanos) {
        pass(wheel, nanos);
    }

    @ParameterizedTest
    @CsvSource({"STAMPED, 0", "PRECISE, 0", "STAMPED, 100", "PRECISE, 100"})
    void shouldExpireOnceAndNeverEarlyOverARandomScript(Wheel.Arm arm, int stallMillis) {
        Random random = new Random(42);
        Wheel scripted = new Wheel(arm, () -> now, 4096, () -> {});
        int lanes = 40;
        long[] deadlines = new long[lanes];
        long[] tickets = new long[lanes];
        boolean[] armed = new boolean[lanes];
        Timeout[] timeouts = new Timeout[lanes];
        long[] lateMost = {0};
        int[] count = {0};
        for (int lane = 0; lane < lanes; lane++) {
            int own = lane;
            timeouts[lane] = scripted.open(ticket -> {
                assertThat(armed[own]).isTrue();
                assertThat(ticket).isEqualTo(tickets[own]);
                assertThat(now).isGreaterThanOrEqualTo(deadlines[own]);
                lateMost[0] = Math.max(lateMost[0], now - deadlines[own]);
                armed[own] = false;
                count[0]++;
            });
        }
        for (int step = 0; step < 200_000; step++) {
            int lane = random.nextInt(lanes);
            timeouts[lane].disarm();
            armed[lane] = false;
            if (random.nextInt(4) > 0) {
                long nanos = random.nextInt(10) == 0 ? random.nextLong(20_000 * MILLIS) : random.nextLong(30 * MILLIS);
                deadlines[lane] = now + nanos;
                armed[lane] = true;
                timeouts[lane].arm(nanos, ++tickets[lane]);
            }
            pass(scripted, random.nextLong(MILLIS));
            if (stallMillis > 0 && random.nextInt(1_000) == 0) {
                now += random.nextLong(stallMillis * MILLIS); // the thread is held up
            }
            if (random.nextInt(10_000) == 0) {
                pass(scripted, 10_000 * MILLIS); // idle: the wheel dozes
            }
        }
        pass(scripted, 30_000 * MILLIS);
        assertThat(armed).containsOnly(false);
        assertThat(count[0]).isGreaterThan(20_000);
        // Held up once while it armed and once when it was due.
        assertThat(lateMost[0]).isLessThanOrEqualTo(2L * stallMillis * MILLIS + 2 * MILLIS + 200_000);
        assertThat(scripted.turn()).as("asleep").isEqualTo(Long.MAX_VALUE);
        scripted.close();
    }

    @Test
    void shouldExpireAfterItsTimeAndWithinTwoTicks() {
        Timeout lane = wheel.open(expired::add);
        for (int ticket = 1; ticket <= 500; ticket++) {
            long deadline = now + 5 * MILLIS;
            lane.arm(5 * MILLIS, ticket);
            pass(5 * MILLIS - 1);
            assertThat(expired).as("early at %d", now - deadline).hasSize(ticket - 1);
            pass(2 * MILLIS + 101_000);
            assertThat(expired).hasSize(ticket);
            lane.disarm();
            pass(123_457);
        }
    }

    @ParameterizedTest
    @EnumSource(Wheel.Arm.class)
    void shouldNotKeepOthersWaitingForTheEndOfAStorm(Wheel.Arm arm) {
        long expiryNanos = 10_000;
        int storm = 20_000;
        int[] stormy = {0};
        Wheel struck = new Wheel(arm, () -> now, 4096, () -> {});
        for (int slot = 0; slot < storm; slot++) {
            struck.open(ticket -> {
                        now += expiryNanos;
                        stormy[0]++;
                    })
                    .arm(10 * MILLIS, 1);
        }
        long[] otherAt = {0, 0};
        struck.open(ticket -> {
                    otherAt[0] = now;
                    otherAt[1] = stormy[0];
                })
                .arm(15 * MILLIS, 1);
        long due = now + 15 * MILLIS;
        pass(struck, 1_000 * MILLIS);
        assertThat(stormy[0]).isEqualTo(storm);
        assertThat(otherAt[1]).as("in the midst of the storm").isBetween(1L, storm / 2L);
        assertThat(otherAt[0] - due).isBetween(0L, 3 * 1024 * expiryNanos + 2 * MILLIS);
        struck.close();
    }

    /**
     * A storm of slots that are armed again, by their own callback or a little later by another thread: for which stands here
     * what a later callback does. Where the first callbacks take no time, what they arm is due together.
     */
    @ParameterizedTest
    @CsvSource({
        "STAMPED, 0, 0, 1",
        "PRECISE, 0, 0, 1",
        "STAMPED, 40, 0, 1",
        "PRECISE, 40, 0, 1",
        "STAMPED, 0, 700, 1",
        "PRECISE, 0, 700, 1",
        "STAMPED, 0, 700, 3",
        "PRECISE, 0, 700, 3"
    })
    void shouldExpireInTimeWhatIsArmedAgainDuringAStorm(
            Wheel.Arm arm, int callbacksLater, int quickOnes, int ticksOfTheStorm) {
        long expiryNanos = 10_000;
        int storm = 20_000;
        Wheel struck = new Wheel(arm, () -> now, 4096, () -> {});
        Timeout[] slots = new Timeout[storm];
        long[] deadlines = new long[storm];
        Queue<Integer> toArm = new ArrayDeque<>();
        List<Long> lateness = new ArrayList<>();
        int[] callbacks = {0};
        for (int slot = 0; slot < storm; slot++) {
            int own = slot;
            slots[own] = struck.open(ticket -> {
                if (ticket == 1) {
                    toArm.add(own);
                    if (toArm.size() > callbacksLater) {
                        int armed = toArm.remove();
                        deadlines[armed] = now + 5 * MILLIS;
                        slots[armed].disarm();
                        slots[armed].arm(5 * MILLIS, 2);
                    }
                } else {
                    lateness.add(now - deadlines[own]);
                }
                now += callbacks[0]++ < quickOnes ? 0 : expiryNanos;
            });
        }
        long due = now + 100 * MILLIS;
        for (int slot = 0; slot < storm; slot++) {
            slots[slot].arm(due + slot % ticksOfTheStorm * MILLIS - now, 1);
            pass(struck, 2_000); // so that they come in several epochs, and lie in several buckets
        }

        pass(struck, 2_000 * MILLIS);

        assertThat(lateness).hasSize(storm - callbacksLater);
        Collections.sort(lateness);
        assertThat(lateness.get(0)).isNotNegative();
        assertThat(lateness.get(lateness.size() * 99 / 100)).isLessThanOrEqualTo(30 * MILLIS);
        assertThat(struck.turn()).as("asleep, and empty").isEqualTo(Long.MAX_VALUE);
        struck.close();
    }

    @Test
    void shouldExpireEachOfAMillionSlotsThatStaysOpenAndHoldNothingAfterwards() {
        int slots = 1_000_000;
        int[] count = {0};
        int[] closedExpired = {0};
        Timeout[] open = new Timeout[1_000];
        Random random = new Random(11);
        int wanted = 0;
        for (int slot = 0; slot < slots; slot++) {
            int place = slot % open.length;
            if (open[place] != null) {
                open[place].close();
            }
            boolean stays = random.nextBoolean();
            open[place] = stays ? wheel.open(ticket -> count[0]++) : wheel.open(ticket -> closedExpired[0]++);
            open[place].arm(stays ? random.nextLong(2 * MILLIS) : 50 * MILLIS, 1);
            if (stays) {
                wanted++;
                open[place] = null;
            }
            if (slot % 100 == 0) {
                now += MILLIS / 10;
                wheel.turn();
            }
        }
        for (Timeout left : open) {
            if (left != null) {
                left.close();
            }
        }
        pass(10_000 * MILLIS);
        assertThat(count[0]).isEqualTo(wanted);
        assertThat(closedExpired[0]).as("expiries of closed slots").isZero();
        assertThat(wheel.turn()).as("asleep, and empty").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldGiveAThreadsSlotOutAgainAndTellEachLaneItsOwnTickets() {
        wheel.open(ticket -> {}).close(); // from now on this thread has a spare
        Timeout spare = wheel.open(ticket -> expired.add(-ticket));
        spare.arm(5 * MILLIS, 1);
        pass(2 * MILLIS);
        spare.close(); // while armed
        Timeout second = wheel.open(expired::add);
        assertThat(second).isSameAs(spare);
        pass(5 * MILLIS);
        assertThat(expired).as("the first lane's deadline is not the second's").isEmpty();
        second.arm(5 * MILLIS, 1);
        pass(5 * MILLIS - 1);
        assertThat(expired).isEmpty();
        pass(3 * MILLIS);
        assertThat(expired).containsExactly(1L);
        assertThat(wheel.open(expired::add)).as("open at the same time").isNotSameAs(spare);
        second.disarm();
        second.close();
        pass(10_000 * MILLIS);
        assertThat(wheel.turn()).as("asleep, and empty").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotGiveAThreadsSlotToAnother() throws InterruptedException {
        wheel.open(ticket -> {}).close();
        Timeout spare = wheel.open(ticket -> {});
        spare.close();
        List<Timeout> others = new ArrayList<>();
        Thread other = new Thread(() -> {
            wheel.open(ticket -> {}).close();
            others.add(wheel.open(ticket -> {}));
        });
        other.start();
        other.join();
        assertThat(others).doesNotContain(spare);
        assertThat(wheel.open(ticket -> {})).isSameAs(spare);
    }
}
