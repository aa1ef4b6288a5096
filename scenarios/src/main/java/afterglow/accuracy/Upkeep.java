package afterglow.accuracy;

import afterglow.jvm.OwnThreads;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a strategy's own threads do while nothing expires.
 *
 * @param quiet 100 lanes are open, none is armed
 * @param armed 10,000 lanes are armed, far from their deadlines; empty if the strategy refuses so many, or it was not asked
 * @param arming 100,000 sends a second are armed and disarmed at once; empty if the strategy, or the machine at the moment,
 *     was too slow for that, or it was not asked
 */
record Upkeep(OwnThreads.Effort quiet, Optional<OwnThreads.Effort> armed, Optional<OwnThreads.Effort> arming) {

    private static final int LANES = 100;
    private static final int MANY_LANES = 10_000;
    private static final long FAR_NANOS = 3_600_000_000_000L;
    private static final long ARMS_PER_MILLISECOND = 100;
    private static final double REACHED = 0.95;

    /**
     * Measures each of the three with a strategy of its own.
     *
     * @param each how long, and how long it waits before for what the strategy does once
     * @param deadline of the sends that are armed and disarmed
     */
    static Upkeep measure(OwnThreads threads, Supplier<TimeoutStrategy> strategies, Duration each, Duration deadline)
            throws InterruptedException {
        return new Upkeep(
                idle(threads, strategies, each, LANES, false),
                armed(threads, strategies, each),
                arming(threads, strategies, each, deadline.toNanos()));
    }

    /** Measures the first only. */
    static Upkeep quiet(OwnThreads threads, Supplier<TimeoutStrategy> strategies, Duration each)
            throws InterruptedException {
        return new Upkeep(idle(threads, strategies, each, LANES, false), Optional.empty(), Optional.empty());
    }

    private static Optional<OwnThreads.Effort> armed(
            OwnThreads threads, Supplier<TimeoutStrategy> strategies, Duration each) throws InterruptedException {
        try {
            return Optional.of(idle(threads, strategies, each, MANY_LANES, true));
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** What the threads do for lanes that stay armed, or were armed once, because many a thread starts only then. */
    private static OwnThreads.Effort idle(
            OwnThreads threads, Supplier<TimeoutStrategy> strategies, Duration each, int count, boolean armed)
            throws InterruptedException {
        try (TimeoutStrategy strategy = strategies.get()) {
            List<Timeout> lanes = open(strategy, count);
            for (Timeout lane : lanes) {
                lane.arm(FAR_NANOS, 1);
                if (armed) {
                    // What a lane asks before it sleeps; a strategy may arm only then.
                    lane.parkNanos();
                }
            }
            if (!armed) {
                lanes.forEach(Timeout::disarm);
            }
            TimeUnit.NANOSECONDS.sleep(each.toNanos());
            OwnThreads.Sample before = threads.sample();
            TimeUnit.NANOSECONDS.sleep(each.toNanos());
            OwnThreads.Effort effort = threads.sample().since(before);
            if (armed) {
                lanes.forEach(Timeout::disarm);
            }
            lanes.forEach(Timeout::close);
            return effort;
        }
    }

    private static Optional<OwnThreads.Effort> arming(
            OwnThreads threads, Supplier<TimeoutStrategy> strategies, Duration each, long deadlineNanos) {
        try (TimeoutStrategy strategy = strategies.get()) {
            List<Timeout> lanes = open(strategy, LANES);
            long tickets = arm(lanes, each, deadlineNanos, 0);
            OwnThreads.Sample before = threads.sample();
            long more = arm(lanes, each, deadlineNanos, tickets) - tickets;
            OwnThreads.Effort effort = threads.sample().since(before);
            lanes.forEach(Timeout::close);
            double asked = ARMS_PER_MILLISECOND * (each.toNanos() / 1e6);
            return more < REACHED * asked ? Optional.empty() : Optional.of(effort);
        }
    }

    /** Arms and disarms lanes in turn, at the rate; returns the last ticket. */
    private static long arm(List<Timeout> lanes, Duration duration, long deadlineNanos, long lastTicket) {
        long ticket = lastTicket;
        long begin = System.nanoTime();
        for (long elapsed = 0; elapsed < duration.toNanos(); elapsed = System.nanoTime() - begin) {
            // At most two milliseconds' worth at once, so that the time is looked at again.
            long due = Math.min(elapsed / 1_000_000 * ARMS_PER_MILLISECOND, ticket - lastTicket + 2 * LANES);
            while (ticket - lastTicket < due) {
                Timeout lane = lanes.get((int) (ticket % LANES));
                ticket++;
                lane.arm(deadlineNanos, ticket);
                lane.disarm();
            }
            if (elapsed / 1_000_000 * ARMS_PER_MILLISECOND <= ticket - lastTicket) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return ticket;
    }

    private static List<Timeout> open(TimeoutStrategy strategy, int lanes) {
        return Stream.generate(() -> strategy.open(ticket -> {})).limit(lanes).toList();
    }
}
