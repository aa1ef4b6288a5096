package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * A lane without sends: it arms as a lane does, and keeps a record of every expiry it is told of, stale ones too, which a
 * real lane passes over.
 *
 * <p>One thread arms and waits; expiries come from any.
 */
final class Probe implements Expiry {

    /**
     * One expiry.
     *
     * @param ticket as it was told
     * @param live whether the ticket was armed just then
     * @param elapsedNanos since shortly before the ticket now known was armed
     * @param lengthNanos what that ticket was given
     * @param atNanos when
     */
    record Told(long ticket, boolean live, long elapsedNanos, long lengthNanos, long atNanos) {

        /** Whether it came before its deadline; exact, since the clock was read before the strategy could read it. */
        boolean early() {
            return live && elapsedNanos < lengthNanos;
        }

        long latenessNanos() {
            return elapsedNanos - Math.max(0, lengthNanos);
        }
    }

    private final Queue<Told> told;
    private final Timeout timeout;
    private final boolean throwing;
    private long armedAtNanos;
    private long lengthNanos;
    private volatile long ticket;
    private volatile boolean armed;

    Probe(TimeoutStrategy strategy) {
        this(strategy, new ConcurrentLinkedQueue<>());
    }

    /** A probe whose record outlives it. */
    Probe(TimeoutStrategy strategy, Queue<Told> told) {
        this(strategy, told, false);
    }

    private Probe(TimeoutStrategy strategy, Queue<Told> told, boolean throwing) {
        this.told = told;
        this.throwing = throwing;
        timeout = strategy.open(this);
    }

    /** A probe whose every expiry throws a {@link Planted} when it has kept its record. */
    static Probe throwing(TimeoutStrategy strategy) {
        return new Probe(strategy, new ConcurrentLinkedQueue<>(), true);
    }

    static List<Probe> open(TimeoutStrategy strategy, int lanes) {
        return Stream.generate(() -> new Probe(strategy)).limit(lanes).toList();
    }

    @Override
    public void expire(long of) {
        long now = System.nanoTime();
        boolean live = armed && of == ticket;
        told.add(new Told(of, live, now - armedAtNanos, lengthNanos, now));
        if (throwing) {
            throw Planted.unheard();
        }
    }

    /** What a lane's expiry must not throw. */
    static final class Planted extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Planted() {
            super("planted by the contract", null, false, false);
        }

        /** One that the current thread reports to nobody: it would stand on the console of whoever checks a strategy. */
        static Planted unheard() {
            Thread current = Thread.currentThread();
            Thread.UncaughtExceptionHandler usual = current.getUncaughtExceptionHandler();
            current.setUncaughtExceptionHandler((thread, thrown) -> {
                thread.setUncaughtExceptionHandler(usual);
                if (!(thrown instanceof Planted)) {
                    usual.uncaughtException(thread, thrown);
                }
            });
            return new Planted();
        }
    }

    /** Arms the next ticket. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread arms
    void arm(long nanos) {
        armedAtNanos = System.nanoTime();
        lengthNanos = nanos;
        ticket++;
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
        long last = ticket;
        return told.stream().anyMatch(one -> one.ticket() == last);
    }

    long ticket() {
        return ticket;
    }

    /** Every expiry so far. */
    List<Told> told() {
        return List.copyOf(told);
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
}
