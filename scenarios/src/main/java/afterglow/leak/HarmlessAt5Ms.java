package afterglow.leak;

import java.time.Duration;

/**
 * The abandoned timers of {@link TimeAfter} with the short timeout that many programs have: they do no harm. Live timers are
 * rate times timeout, so with 5 ms only those of the last 5 ms are held, whatever their number; the fix brings nothing.
 */
final class HarmlessAt5Ms implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "harmless-5ms",
                        "abandoned, but soon over",
                        Symptom.CLEAN,
                        "eclipse-californium/californium#1492",
                        "Ericsson/ecchronos#1621")
                .at(Duration.ofMillis(5));
    }

    @Override
    public Program program(boolean fixed) {
        return new TimeAfter().program(fixed);
    }
}
