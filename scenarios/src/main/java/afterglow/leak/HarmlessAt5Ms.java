package afterglow.leak;

import java.time.Duration;

/** The abandoned timers of {@link TimeAfter} with the short timeout that many programs have: they do no harm. */
final class HarmlessAt5Ms implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "harmless-5ms",
                        "abandoned, but soon over",
                        "live timers are rate times timeout: with 5 ms the very loop of time-after holds only the last 5 ms of its"
                                + " sends, whatever their number; the fix brings nothing",
                        "eclipse-californium/californium#1492",
                        "Ericsson/ecchronos#1621")
                .expecting(Symptom.CLEAN, Symptom.CLEAN)
                .at(Duration.ofMillis(5));
    }

    @Override
    public Program program(boolean fixed) {
        return fixed ? new TimeAfter.Fixed() : new TimeAfter.Leaky();
    }
}
