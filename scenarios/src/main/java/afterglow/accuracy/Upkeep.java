package afterglow.accuracy;

import afterglow.jvm.OwnThreads;
import afterglow.results.Row;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a strategy's own threads do while nothing expires. */
record Upkeep(OwnThreads threads, Supplier<TimeoutStrategy> strategies, AccuracyStep asked) {

    private static final int PARTS = 8;
    private static final long LEAST_NANOS = 100_000_000;
    private static final long MOST_NANOS = 1_000_000_000;

    private static final int LANES = 100;
    private static final int MANY_LANES = 10_000;
    private static final long ARMS_PER_MILLISECOND = 100;
    private static final double REACHED = 0.95;

    /**
     * Measures three figures with a strategy of its own each, and fills in their columns; for a brief step, only the first.
     *
     * <p>Quiet: 100 lanes are open, none is armed. Armed: 10,000 lanes are armed, far from their deadlines; empty if the
     * strategy refuses so many. Arming: 100,000 sends a second are armed and disarmed at once; empty if the strategy, or the
     * machine at the moment, was too slow for that.
     */
    void into(Row row) throws InterruptedException {
        effort(row, "quiet_", idle(LANES, false));
        if (AccuracyStep.isBrief(asked.duration())) {
            return;
        }
        try {
            effort(row, "armed_", idle(MANY_LANES, true));
        } catch (UnsupportedOperationException e) {
            // It refuses so many.
        }
        arming(row);
    }

    static void effort(Row row, String prefix, OwnThreads.Effort effort) {
        row.set(prefix + "cpu_percent", effort.cpuPercent());
        effort.switchesPerSecond().ifPresent(switches -> row.set(prefix + "switches_per_s", switches));
    }

    /** Each figure is measured for so long, after as long a wait for what a strategy does once. */
    private long nanos() {
        return Math.min(Math.max(asked.duration().toNanos() / PARTS, LEAST_NANOS), MOST_NANOS);
    }

    /** What the threads do for lanes that stay armed, or were armed once, because many a thread starts only then. */
    private OwnThreads.Effort idle(int count, boolean armed) throws InterruptedException {
        try (TimeoutStrategy strategy = strategies.get()) {
            List<Timeout> lanes = open(strategy, count);
            for (Timeout lane : lanes) {
                lane.arm(OpenLoop.FAR_NANOS, 1);
                if (armed) {
                    // What a lane asks before it sleeps; a strategy may arm only then.
                    lane.parkNanos();
                }
            }
            if (!armed) {
                lanes.forEach(Timeout::disarm);
            }
            TimeUnit.NANOSECONDS.sleep(nanos());
            OwnThreads.Sample before = threads.sample();
            TimeUnit.NANOSECONDS.sleep(nanos());
            OwnThreads.Effort effort = threads.sample().since(before);
            if (armed) {
                lanes.forEach(Timeout::disarm);
            }
            lanes.forEach(Timeout::close);
            return effort;
        }
    }

    private void arming(Row row) {
        try (TimeoutStrategy strategy = strategies.get()) {
            List<Timeout> lanes = open(strategy, LANES);
            long tickets = arm(lanes, 0);
            OwnThreads.Sample before = threads.sample();
            long more = arm(lanes, tickets) - tickets;
            OwnThreads.Effort effort = threads.sample().since(before);
            lanes.forEach(Timeout::close);
            if (more >= REACHED * (ARMS_PER_MILLISECOND * (nanos() / 1e6))) {
                effort(row, "arming_", effort);
            }
        }
    }

    /** Arms and disarms lanes in turn, at the rate; returns the last ticket. */
    private long arm(List<Timeout> lanes, long lastTicket) {
        long nanos = nanos();
        long deadlineNanos = asked.deadline().toNanos();
        long ticket = lastTicket;
        long begin = System.nanoTime();
        for (long elapsed = 0; elapsed < nanos; elapsed = System.nanoTime() - begin) {
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
