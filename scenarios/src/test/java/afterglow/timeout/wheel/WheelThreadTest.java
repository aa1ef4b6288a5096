package afterglow.timeout.wheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.timeout.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wheel with its own thread and the real clock. */
class WheelThreadTest {

    private static final long MILLIS = 1_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWakeForEachArmAndNeverBeEarly(boolean precise) throws InterruptedException {
        try (Wheel wheel = precise ? Wheel.precise() : Wheel.stamping()) {
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
                assertThat(expiries.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
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
        try (Wheel wheel = Wheel.stamping()) {
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
            assertThat(rearmed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldExpireNothingOnceClosed() throws InterruptedException {
        Wheel wheel = Wheel.stamping();
        AtomicLong expiries = new AtomicLong();
        for (int lane = 0; lane < 1_000; lane++) {
            wheel.open(ticket -> expiries.incrementAndGet()).arm(MILLIS, 1);
        }
        wheel.close();
        long atClose = expiries.get();
        Thread.sleep(20);
        assertThat(expiries).hasValue(atClose);
        wheel.close();
        assertThatThrownBy(() -> wheel.open(ticket -> {})).isInstanceOf(IllegalStateException.class);
    }
}
