package afterglow.broadcast;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Family;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RehearsalTest {

    private static final Strategies STRATEGIES = Strategies.load();

    static Stream<Descriptor> thoseInFlight() {
        return STRATEGIES.descriptors().stream().filter(Descriptor::available).filter(Descriptor::inFlight);
    }

    @ParameterizedTest
    @MethodSource("thoseInFlight")
    void shouldHaveAllWhoSaySoServeInFlightSends(Descriptor descriptor) {
        try (TimeoutStrategy strategy = STRATEGIES.create(descriptor.id())) {
            assertThatCode(() -> Rehearsal.playInFlight(strategy, descriptor)).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("thoseInFlight")
    void shouldHaveThemServeRequestsWithATimeoutEach(Descriptor descriptor) {
        try (TimeoutStrategy strategy = STRATEGIES.create(descriptor.id())) {
            assertThatCode(() -> Rehearsal.playRequests(strategy, descriptor)).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldRefuseAStrategyThatLivesByTheWaitingThread() {
        try (TimeoutStrategy park = STRATEGIES.create("park")) {
            assertThatThrownBy(() -> Rehearsal.playInFlight(park, STRATEGIES.describe("park")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("strategy 'park' cannot serve in-flight sends");
        }
    }

    @Test
    void shouldNoticeAnExpiryThatComesBeforeTheAcknowledgement() {
        TimeoutStrategy hasty = expiry -> new Timeout() {
            @Override
            public void arm(long nanos, long ticket) {
                expiry.expire(ticket);
            }

            @Override
            public void disarm() {}
        };
        Descriptor descriptor = Descriptor.of("hasty", Family.CUSTOM, "expires at once");
        assertThatThrownBy(() -> Rehearsal.playInFlight(hasty, descriptor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("strategy 'hasty' does not do the work that is timed");
        assertThatThrownBy(() -> Rehearsal.playRequests(hasty, descriptor))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expiry of request 1 should be 0 and is 1");
    }
}
