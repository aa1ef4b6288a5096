package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;

/** What a wheel and its slots weigh, and what is left of them. */
class WheelFootprintTest {

    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final Expiry SHARED = ticket -> {};

    private final long[] now = {1_000_000_000L};

    @ParameterizedTest
    @EnumSource(Wheel.Arm.class)
    void shouldTakeAtMost48BytesForEachSlot(Wheel.Arm arm) {
        long empty = footprint(arm, 0);
        long filled = footprint(arm, 100_000);
        assertThat((filled - empty) / 100_000.0)
                .as("beside %d B for the wheel", empty)
                .isLessThanOrEqualTo(48);
    }

    /** Not lambdas: JOL cannot look into their hidden classes. */
    private static final class Plain implements LongSupplier, Runnable, Expiry {
        @Override
        public long getAsLong() {
            return 1_000_000_000;
        }

        @Override
        public void run() {}

        @Override
        public void expire(long ticket) {}
    }

    private static long footprint(Wheel.Arm arm, int slots) {
        Plain plain = new Plain();
        Wheel wheel = new Wheel(arm, plain, 4096, plain);
        for (int slot = 0; slot < slots; slot++) {
            wheel.open(plain).arm(HOUR_NANOS, 1);
        }
        wheel.turn();
        return GraphLayout.parseInstance(wheel).totalSize();
    }

    @Test
    void shouldKeepTheEpochACacheLineAwayFromItsNeighbours() {
        ClassLayout layout = ClassLayout.parseClass(Pulse.class);
        long offset = layout.fields().stream()
                .filter(field -> field.name().equals("epoch"))
                .findFirst()
                .orElseThrow()
                .offset();
        assertThat(offset).isGreaterThanOrEqualTo(56);
        assertThat(layout.instanceSize() - offset - Long.BYTES).isGreaterThanOrEqualTo(56);
    }

    @Test
    void shouldHoldNothingOnceClosed() throws InterruptedException {
        Wheel wheel = new Wheel(Wheel.Arm.STAMPED);
        List<WeakReference<Timeout>> slots = new ArrayList<>();
        for (int slot = 0; slot < 1_000; slot++) {
            Timeout timeout = wheel.open(SHARED);
            timeout.arm(HOUR_NANOS, 1);
            slots.add(new WeakReference<>(timeout));
        }
        wheel.close();
        assertThat(Thread.getAllStackTraces().keySet()).doesNotContain(wheel.thread);
        awaitCleared(slots);
        assertThat(wheel.retentionRoot()).isNotNull();
    }

    @Test
    void shouldHoldNoIdleSlot() throws InterruptedException {
        List<WeakReference<Timeout>> slots = new ArrayList<>();
        Wheel wheel = new Wheel(Wheel.Arm.STAMPED, () -> now[0], 4096, () -> {});
        for (int slot = 0; slot < 1_000; slot++) {
            Timeout timeout = wheel.open(SHARED);
            timeout.arm(1_000_000, 1);
            timeout.disarm();
            slots.add(new WeakReference<>(timeout));
        }
        for (int tick = 0; tick < 200; tick++, now[0] += 1_000_000) {
            wheel.turn();
        }
        awaitCleared(slots);
        assertThat(wheel.turn()).isEqualTo(Long.MAX_VALUE);
    }

    private static void awaitCleared(List<WeakReference<Timeout>> slots) throws InterruptedException {
        for (int attempt = 0; attempt < 50 && slots.stream().anyMatch(slot -> slot.get() != null); attempt++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(slots).allMatch(slot -> slot.get() == null);
    }
}
