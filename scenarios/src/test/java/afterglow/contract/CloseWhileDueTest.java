package afterglow.contract;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lanes that close just when their first send's time is over, with a later deadline armed since: what a strategy queues again at
 * that moment must not hold them until that deadline. A race, so a strategy that is wrong may pass; one that is right never fails.
 */
class CloseWhileDueTest {

    private static final Strategies REGISTRY = Strategies.load();

    private static final int LANES = 1_000;
    private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(200);

    /** A thread may know for a while the lanes that it looked at last. */
    private static final long RESIDUE = 2;

    /** Ours. Of a peer its library decides: Jetty's keeps a few lanes of a thousand that close at that moment. */
    static List<String> clean() {
        return REGISTRY.available().stream()
                .filter(id -> REGISTRY.describe(id).retention() == Verdict.CLEAN)
                .filter(id -> REGISTRY.describe(id).family() != Family.PEER)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("clean")
    void shouldHoldNothingOfALaneThatClosesWhenItsTimeIsOver(String id) {
        Descriptor descriptor = REGISTRY.describe(id);
        try (TimeoutStrategy strategy = REGISTRY.create(id)) {
            List<WeakReference<AtomicLong>> closed = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                closed.add(closedWhileDue(strategy, lane * 100L % (SHORT / 4)));
            }
            // Generous, because a busy machine gives the strategy's thread its turn late.
            Patience.until(15_000 + 4 * descriptor.granularity().toMillis(), () -> {
                System.gc();
                return held(closed) <= RESIDUE;
            });
            assertThat(held(closed)).isLessThanOrEqualTo(RESIDUE);
        }
    }

    private static WeakReference<AtomicLong> closedWhileDue(TimeoutStrategy strategy, long after) {
        AtomicLong held = new AtomicLong();
        Timeout lane = strategy.open(held::set);
        lane.arm(SHORT, 1);
        lane.disarm();
        lane.arm(TimeUnit.HOURS.toNanos(1), 2);
        long start = System.nanoTime();
        while (System.nanoTime() - start < SHORT + after) {
            Thread.onSpinWait();
        }
        lane.disarm();
        lane.close();
        return new WeakReference<>(held);
    }

    private static long held(List<WeakReference<AtomicLong>> closed) {
        return closed.stream().filter(one -> one.get() != null).count();
    }
}
