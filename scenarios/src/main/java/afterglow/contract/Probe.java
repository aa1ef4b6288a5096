package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Fault;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A lane without sends: it arms as a lane does, and records every expiry, also stale ones, which a real lane ignores.
 *
 * <p>One thread arms and waits; expiries come from any.
 */
final class Probe implements Expiry {

    /**
     * One expiry.
     *
     * @param ticket as it was told
     * @param live whether the ticket was armed just then
     * @param latenessNanos after the deadline of the ticket now known; negative is early, and exact: the clock was read
     *     before the strategy could read it
     * @param atNanos when
     */
    record Told(long ticket, boolean live, long latenessNanos, long atNanos) {

        boolean early() {
            return live && latenessNanos < 0;
        }
    }

    private final Consumer<Told> record;
    private final Timeout timeout;
    /** The greatest ticket told; a stale expiry that comes late changes nothing. */
    private final AtomicLong expired = new AtomicLong(-1);

    private volatile @Nullable Told lastLive;
    private volatile boolean toldTwice;
    private volatile long armedAtNanos;
    private volatile long lengthNanos;
    private volatile long ticket;
    private volatile boolean armed;

    /** A probe that hands each expiry on, from whichever thread it comes. */
    Probe(TimeoutStrategy strategy, Consumer<Told> record) {
        this.record = record;
        timeout = strategy.open(this);
    }

    /** A probe that knows its last expiry only. */
    static Probe silent(TimeoutStrategy strategy) {
        return new Probe(strategy, told -> {});
    }

    static List<Probe> silent(TimeoutStrategy strategy, int lanes) {
        return open(strategy, lanes, told -> {});
    }

    static List<Probe> open(TimeoutStrategy strategy, int lanes, Consumer<Told> record) {
        return Stream.generate(() -> new Probe(strategy, record)).limit(lanes).toList();
    }

    /**
     * A probe whose every expiry throws, an exception or an error by turns; unheard, because it would stand on the console of
     * whoever checks a strategy.
     */
    static Probe throwing(TimeoutStrategy strategy) {
        return new Probe(strategy, told -> {
            Thread current = Thread.currentThread();
            Thread.UncaughtExceptionHandler usual = current.getUncaughtExceptionHandler();
            current.setUncaughtExceptionHandler((thread, planted) -> thread.setUncaughtExceptionHandler(usual));
            if (told.ticket() % 2 == 0) {
                throw new AssertionError("planted by the contract");
            }
            throw new IllegalStateException("planted by the contract");
        });
    }

    @Override
    public void expire(long of) {
        long now = System.nanoTime();
        long lateness = now - armedAtNanos - Math.max(0, lengthNanos);
        // Read after the deadline: if the lane armed anew meanwhile, that is seen here.
        boolean live = armed && of == ticket;
        Told one = new Told(of, live, lateness, now);
        if (one.live()) {
            lastLive = one;
        }
        try {
            record.accept(one);
        } finally {
            if (expired.getAndAccumulate(of, Math::max) == of) {
                toldTwice = true;
            }
        }
    }

    /** Arms the next ticket. */
    void arm(long nanos) {
        arm(nanos, ticket + 1);
    }

    /** Arms a ticket, later than all before. */
    void arm(long nanos, long next) {
        armedAtNanos = System.nanoTime();
        lengthNanos = nanos;
        ticket = next;
        armed = true;
        timeout.arm(nanos, ticket);
    }

    void disarm() {
        armed = false;
        timeout.disarm();
    }

    /** Asks what a waiting lane asks before it sleeps. */
    long parkNanos() {
        return timeout.parkNanos();
    }

    void close() {
        timeout.close();
    }

    /** Whether the ticket last armed has expired. */
    boolean expired() {
        return expired.get() == ticket;
    }

    /** The last expiry that was no stale one; null before the first. */
    @Nullable
    Told lastLive() {
        return lastLive;
    }

    /** How late the last expiry was that was no stale one; 0 before the first. */
    long nanosLate() {
        Told last = lastLive;
        return last == null ? 0 : last.latenessNanos();
    }

    boolean cameEarly() {
        Told last = lastLive;
        return last != null && last.early();
    }

    /** Whether a ticket was told again before a later one was. */
    boolean toldTwice() {
        return toldTwice;
    }

    long lengthNanos() {
        return lengthNanos;
    }

    /** When the ticket last armed is due. */
    long dueAtNanos() {
        return armedAtNanos + lengthNanos;
    }

    long ticket() {
        return ticket;
    }

    /** Waits, as their lanes would, until the tickets of all probes have expired; returns whether they did. */
    static boolean awaitAll(List<Probe> probes, long millis) {
        Patience patience = new Patience(millis);
        while (true) {
            long sleep = ask(probes);
            if (probes.stream().allMatch(Probe::expired)) {
                return true;
            }
            if (!patience.nap(sleep)) {
                return false;
            }
        }
    }

    boolean await(long millis) {
        return awaitAll(List.of(this), millis);
    }

    /** Arms each for 1 ms, and disarms them when all have expired, or a strategy that may lose expiries has had its time. */
    static void expireOnce(List<Probe> probes, Trial trial) {
        probes.forEach(probe -> probe.arm(Deadlines.MILLI));
        awaitAll(probes, trial.patienceMillis(Fault.LOST));
        probes.forEach(Probe::disarm);
    }

    /** Waits, as their lanes would, whatever expires. */
    static void watch(List<Probe> probes, long millis) {
        Patience patience = new Patience(millis);
        while (patience.nap(ask(probes))) {
            // The wait is the work.
        }
    }

    private static long ask(List<Probe> probes) {
        long sleep = Patience.NAP_NANOS;
        for (Probe probe : probes) {
            if (probe.armed && !probe.expired()) {
                sleep = Math.min(sleep, probe.parkNanos());
            }
        }
        return sleep;
    }

    /** Disarms as many as a second allows: the rest goes with the strategy. */
    static void disarmSome(List<Probe> probes) {
        long start = System.nanoTime();
        for (int i = 0; i < probes.size() && System.nanoTime() - start < 1_000_000_000; i++) {
            probes.get(i).disarm();
        }
    }
}
