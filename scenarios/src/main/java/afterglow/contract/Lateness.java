package afterglow.contract;

import afterglow.contract.Probe.Told;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How late the expiries of one strategy came, in ns; negative is early. A glance, not a distribution: tens of expiries on a
 * machine that does other things as well.
 *
 * @param expiries how many
 * @param soonestNanos the least late
 * @param medianNanos the middle one
 * @param latestNanos the most late
 */
public record Lateness(int expiries, long soonestNanos, long medianNanos, long latestNanos) {

    private static final long LENGTH_NANOS = 5_000_000;
    private static final int ROUNDS = 10;
    private static final int LANES = 10;

    /** What a busy machine may add. */
    private static final Duration SLACK = Duration.ofMillis(100);

    static Optional<Lateness> of(Contract contract) {
        Descriptor descriptor = contract.descriptor();
        try (Trial trial = new Trial(descriptor, contract.strategies(), descriptor.faults())) {
            List<Probe> lanes = Probe.open(trial.strategy(), LANES);
            for (int round = 0; round < ROUNDS; round++) {
                for (Probe lane : lanes) {
                    lane.arm(LENGTH_NANOS);
                }
                if (!Probe.awaitAll(lanes, trial.patienceMillis(Fault.LOST))) {
                    break;
                }
                lanes.forEach(Probe::disarm);
            }
            long[] late = lanes.stream()
                    .flatMap(lane -> lane.told().stream())
                    .filter(Told::live)
                    .mapToLong(Told::latenessNanos)
                    .sorted()
                    .toArray();
            return late.length == 0
                    ? Optional.empty()
                    : Optional.of(new Lateness(late.length, late[0], late[late.length / 2], late[late.length - 1]));
        }
    }

    /** Whether the usual expiry comes as soon as the strategy says, give or take what a busy machine adds. */
    public boolean within(Duration granularity) {
        return medianNanos <= granularity.plus(SLACK).toNanos();
    }

    /** In one line, for people. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%d expiries of 5 ms: soonest %+.3f ms, median %+.3f ms, latest %+.3f ms",
                expiries,
                soonestNanos / 1e6,
                medianNanos / 1e6,
                latestNanos / 1e6);
    }
}
