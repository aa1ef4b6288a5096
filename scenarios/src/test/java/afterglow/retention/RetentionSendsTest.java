package afterglow.retention;

import static org.assertj.core.api.Assertions.assertThat;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionSendsTest {

    private static final long FAR_NANOS = 180_000_000_000L;

    /** Knows how many of its lanes are armed. */
    private static final class Armed implements TimeoutStrategy {

        private final AtomicInteger lanes = new AtomicInteger();

        @Override
        public Timeout open(Expiry expiry) {
            return new Timeout() {
                @Override
                public void arm(long nanos, long ticket) {
                    lanes.incrementAndGet();
                }

                @Override
                public void disarm() {
                    lanes.decrementAndGet();
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"DELIVERED", "ACKNOWLEDGED", "FAILED"})
    void shouldNotBeAloneUntilTheyAreClosed(Ending ending) throws Exception {
        try (Armed strategy = new Armed()) {
            RetentionSends sends = RetentionSends.of(ending, strategy);
            for (int i = 0; i < 2; i++) {
                sends.run(1_000, FAR_NANOS);
                assertThat(strategy.lanes).hasValue(1);
            }
            sends.close();
            assertThat(strategy.lanes).hasValue(0);
        }
    }
}
