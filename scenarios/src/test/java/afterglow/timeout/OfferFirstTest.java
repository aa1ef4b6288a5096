package afterglow.timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterglow.broadcast.Exit;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Outcome;
import afterglow.broadcast.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The decorator that arms another strategy only when the first offer failed, and its place in the registry. */
class OfferFirstTest {

    private final List<String> calls = new ArrayList<>();

    /** Expires whatever is armed, at once. */
    private final TimeoutStrategy impatient = expiry -> new Timeout() {
        @Override
        public void arm(long nanos, long ticket) {
            calls.add("arm " + nanos + " " + ticket);
            expiry.expire(ticket);
        }

        @Override
        public void disarm() {
            calls.add("disarm");
        }
    };

    private final StrategyProvider decorated = new OfferFirst.Provider(new StrategyProvider() {
        @Override
        public Descriptor descriptor() {
            return Descriptor.of("impatient", Family.CUSTOM, "expires whatever is armed, at once")
                    .since(18)
                    .leaving(Verdict.RETAINS)
                    .admitting(Fault.EARLY);
        }

        @Override
        public TimeoutStrategy create() {
            return impatient;
        }
    });

    @Test
    void shouldArmOnlyWhenTheFirstOfferFailed() {
        try (TimeoutStrategy strategy = decorated.create();
                Lane lane = new Lane(strategy, new Exit())) {
            Subscription<String> subscription = new Subscription<>(1);

            assertThat(lane.send(subscription, "first", TimeUnit.HOURS.toNanos(1)))
                    .isEqualTo(Outcome.DELIVERED);
            assertThat(calls).isEmpty();

            assertThat(lane.send(subscription, "second", 7)).isEqualTo(Outcome.TIMED_OUT);
            assertThat(calls).containsExactly("arm 7 2", "disarm");

            subscription.clear();
            assertThat(lane.send(subscription, "third", 7)).isEqualTo(Outcome.DELIVERED);
            assertThat(calls).hasSize(2);
        }
    }

    @Test
    void shouldPromiseWhatItDecoratesPromisesAndLeaveNothing() {
        Descriptor descriptor = decorated.descriptor();

        assertThat(descriptor.id()).isEqualTo("offer-first(impatient)");
        assertThat(descriptor.family()).isEqualTo(Family.DECORATOR);
        assertThat(descriptor.firstJdk()).isEqualTo(18);
        assertThat(descriptor.faults()).containsExactly(Fault.EARLY);
        assertThat(descriptor.retention()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void shouldDecorateAnyStrategyOfTheRegistryThoughItListsTwo() {
        Strategies registry = Strategies.load();

        assertThat(registry.available())
                .contains("offer-first(reused)", "offer-first(scheduled-cancelled)")
                .doesNotContain("offer-first(netty-wheel)");
        for (String id : registry.available()) {
            if (id.indexOf('(') < 0) {
                String offerFirst = "offer-first(" + id + ")";
                assertThat(registry.describe(offerFirst).id()).isEqualTo(offerFirst);
                registry.create(offerFirst).close();
            }
        }
    }

    @Test
    void shouldNameTheStrategyThatCannotBeDecorated() {
        Strategies registry = Strategies.load();

        assertThatThrownBy(() -> registry.create("offer-first(nothing-such)"))
                .isInstanceOf(UnknownStrategyException.class)
                .hasMessageContaining("unknown strategy 'nothing-such'");
        assertThatThrownBy(() -> registry.create("offer-first(offer-first(reused))"))
                .isInstanceOf(UnknownStrategyException.class);
    }
}
