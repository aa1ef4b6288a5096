package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.timeout.Timeout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The wheel with its own thread and the real clock. */
class WheelThreadTest {

    private static final long MILLIS = 1_000_000;

    /** For what comes within ms: only a machine that stands still takes so long. */
    private static final long PATIENCE_SECONDS = 30;

    /** 0.1 % of a core in half a second. To let 100,000 slots go takes the thread some halves on a busy machine. */
    private static final long LITTLE_NANOS = 500_000;

    private static final int MOST_HALVES = 60;

    @ParameterizedTest
    @EnumSource(Wheel.Arm.class)
    void shouldWakeForEachArmAndNeverBeEarly(Wheel.Arm arm) throws InterruptedException {
        try (Wheel wheel = new Wheel(arm)) {
            Semaphore expiries = new Semaphore(0);
            AtomicLong expiredAt = new AtomicLong();
            Timeout lane = wheel.open(ticket -> {
                expiredAt.set(System.nanoTime());
                expiries.release();
            });
            for (int ticket = 1; ticket <= 60; ticket++) {
                long nanos = ticket * MILLIS / 10;
                long deadline = System.nanoTime() + nanos;
                lane.arm(nanos, ticket);
                assertThat(expiries.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
                assertThat(expiredAt.get() - deadline).isNotNegative();
                lane.disarm();
                if (ticket % 20 == 0) {
                    Thread.sleep(200); // long enough for the slot to be let go
                }
            }
            lane.close();
        }
    }

    @Test
    void shouldGoOnAfterCallbacksThatThrowRearmOrCloseTheirSlot() throws InterruptedException {
        try (Wheel wheel = new Wheel(Wheel.Arm.STAMPED)) {
            CountDownLatch rearmed = new CountDownLatch(3);
            Timeout throwing = wheel.open(ticket -> {
                throw new IllegalStateException("thrown by a test's callback");
            });
            List<Timeout> self = new ArrayList<>();
            self.add(wheel.open(ticket -> {
                rearmed.countDown();
                self.get(0).arm(MILLIS, ticket + 1);
            }));
            CountDownLatch closed = new CountDownLatch(1);
            self.add(wheel.open(ticket -> {
                self.get(1).close();
                closed.countDown();
            }));
            throwing.arm(0, 1);
            self.get(0).arm(MILLIS, 1);
            self.get(1).arm(2 * MILLIS, 1);
            assertThat(rearmed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldExpireNothingOnceClosed() throws InterruptedException {
        Wheel wheel = new Wheel(Wheel.Arm.STAMPED);
        AtomicLong expiries = new AtomicLong();
        for (int lane = 0; lane < 1_000; lane++) {
            wheel.open(ticket -> expiries.incrementAndGet()).arm(MILLIS, 1);
        }
        wheel.close();
        long atClose = expiries.get();
        // All were due within 1 ms. What a busy machine holds up for longer is missed, and never seen in error.
        Thread.sleep(20);
        assertThat(expiries).hasValue(atClose);
        wheel.close();
        assertThatThrownBy(() -> wheel.open(ticket -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldDelayOthersButLoseNoneWhileACallbackBlocks() throws InterruptedException {
        try (Wheel wheel = new Wheel(Wheel.Arm.STAMPED)) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            wheel.open(ticket -> {
                        blocked.countDown();
                        await(goOn);
                    })
                    .arm(MILLIS, 1);
            assertThat(blocked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            CountDownLatch others = new CountDownLatch(1_000);
            for (int lane = 0; lane < 1_000; lane++) {
                wheel.open(ticket -> others.countDown()).arm(lane * MILLIS / 100, 1);
            }
            // All are due within 10 ms; none comes, however busy the machine is.
            Thread.sleep(30);
            assertThat(others.getCount()).isEqualTo(1_000);
            goOn.countDown();
            assertThat(others.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldSpendNothingOnSlotsThatAreOpenAndNotArmed() throws InterruptedException {
        try (Wheel wheel = new Wheel(Wheel.Arm.STAMPED)) {
            List<Timeout> open = new ArrayList<>();
            for (int slot = 0; slot < 100_000; slot++) {
                Timeout timeout = wheel.open(ticket -> {});
                timeout.arm(5 * MILLIS, 1);
                timeout.disarm();
                open.add(timeout);
            }
            Thread thread = wheel.thread;
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long before;
            long after = threads.getThreadCpuTime(thread.getId());
            int attempts = 0;
            do { // until all are let go
                Thread.sleep(500);
                before = after;
                after = threads.getThreadCpuTime(thread.getId());
                attempts++;
            } while (after - before > LITTLE_NANOS && attempts < MOST_HALVES);
            assertThat(after - before)
                    .as("ns of processor time in 0.5 s, after %d attempts", attempts)
                    .isLessThanOrEqualTo(LITTLE_NANOS);
            assertThat(open).hasSize(100_000);
        }
    }
}
