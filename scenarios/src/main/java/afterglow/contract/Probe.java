package afterglow.contract;

import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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

    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Consumer<Told> record;
    private final Timeout timeout;
    /** The greatest ticket told; a stale expiry that comes late changes nothing. */
    private final AtomicLong expired = new AtomicLong(-1);

    private long armedAtNanos;
    private long lengthNanos;
    private volatile long ticket;
    private volatile boolean armed;

    Probe(TimeoutStrategy strategy) {
        record = told::add;
        timeout = strategy.open(this);
    }

    /** A probe that keeps no record, and hands each expiry on. */
    Probe(TimeoutStrategy strategy, Consumer<Told> record) {
        this.record = record;
        timeout = strategy.open(this);
    }

    /** A probe that keeps no record. */
    static Probe silent(TimeoutStrategy strategy) {
        return new Probe(strategy, told -> {});
    }

    /** A probe whose every expiry throws a {@link Planted}. */
    static Probe throwing(TimeoutStrategy strategy) {
        return new Probe(strategy, told -> {
            throw Planted.unheard();
        });
    }

    static List<Probe> open(TimeoutStrategy strategy, int lanes) {
        return Stream.generate(() -> new Probe(strategy)).limit(lanes).toList();
    }

    @Override
    public void expire(long of) {
        long now = System.nanoTime();
        try {
            record.accept(new Told(of, armed && of == ticket, now - armedAtNanos, lengthNanos, now));
        } finally {
            expired.accumulateAndGet(of, Math::max);
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

    long lengthNanos() {
        return lengthNanos;
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

    /** Disarms as many as a second allows: the rest goes with the strategy. */
    static void disarmSome(List<Probe> probes) {
        long start = System.nanoTime();
        for (int i = 0; i < probes.size() && System.nanoTime() - start < 1_000_000_000; i++) {
            probes.get(i).disarm();
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
