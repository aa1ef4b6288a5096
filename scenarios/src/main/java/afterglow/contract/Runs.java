package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

import afterglow.contract.PlainScheduler.Both;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** The experiments that repeat one thing very often, to find what wraps around, runs out, or comes too soon. */
final class Runs {

    /** What every strategy does, however slow: two bytes' worth, and more. */
    private static final int LEAST = (1 << 16) + 2;

    /** But for what cannot do so much in this time. */
    private static final long MOST_NANOS = 6_000 * MILLI;

    private static final int FIRST_POWER = 7;
    private static final int LAST_POWER = 26;
    private static final int LAST_TICKET_POWER = 62;
    private static final int LOOK = 1_023;

    private static final int EXPIRING_LANES = 16;
    private static final int SOON_NANOS = 50_000;

    /** The timeouts of every other round have so much to twice as much: an early expiry is seen to be early. */
    private static final int LONGER_NANOS = 300_000;

    /** One lane in so many sits a round out. */
    private static final int SITS_OUT = 8;

    /** The rounds that every strategy does that does not need so long for them. */
    private static final int EXPIRING_ROUNDS = 1_300;

    private static final long MOST_ROUNDS_NANOS = 3_000 * MILLI;

    private static final int CHAIN = 16;
    private static final long MOST_CHAIN_MILLIS = 1_000;

    /**
     * Expiries that show whether a strategy is still in time.
     *
     * @param restMillis how long nothing is armed before the first of eight
     * @param longerMillis how much longer before each that follows
     * @param lengthMillis of the shortest timeout
     * @param marginNanos how much later than a plain scheduler's most of them may be
     */
    private record Timed(int times, long restMillis, long longerMillis, long lengthMillis, long marginNanos) {}

    /** The plain scheduler's thread is new: a busy system prefers it to one that worked long. */
    private static final Timed AFTER_WORK = new Timed(16, 0, 0, 10, 15 * MILLI);

    private static final Timed AFTER_RESTS = new Timed(8, 100, 0, 10, 5 * MILLI);

    /** What looks for new timeouts by the clock only is late for those that are over before it looks, whenever it does. */
    private static final Timed BESIDE_AN_HOUR = new Timed(16, 5, 6, 2, 5 * MILLI);

    private static final int ATTEMPTS = 3;

    private static final int SHORT_LANES = 128;
    private static final int LEAST_ROUNDS = 4;

    /** What is lost in a race needs many, however busy the machine is. */
    private static final int LEAST_SHORT_ROUNDS = 200;

    /** The very short are 0, negative, or of any length up to 2 ms, and as many below 1 us as above. */
    private static final int SHORT_POWERS = 21;

    private Runs() {}

    static Finding longRun(Trial trial) throws Exception {
        tickets(trial);
        Finding expiries = expiries(trial);
        chains(trial);
        return arms(trial, "arms of a lane", false)
                .and(arms(trial, "lanes one after another", true))
                .and(expiries);
    }

    /** Every power of two is a ticket, and so are its neighbours. */
    private static void tickets(Trial trial) {
        List<Probe> lanes = Probe.silent(trial.strategy(), LAST_TICKET_POWER - FIRST_POWER + 1);
        for (int beside = -1; beside <= 1; beside++) {
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).arm(MILLI, (1L << (FIRST_POWER + i)) + beside);
            }
            boolean all = Probe.awaitAll(lanes, trial.patienceMillis());
            require(all, "ticket %,d never expired", waiting(lanes).ticket());
            lanes.forEach(Probe::disarm);
        }
    }

    /** A few lanes expire over and over; now and then they are disarmed while they do. */
    private static Finding expiries(Trial trial) {
        Random random = new Random(trial.seed());
        Thread waiting = Thread.currentThread();
        // An expiry wakes the thread that waits for it, as a lane's does: there is time for many more.
        List<Probe> all = Probe.open(trial.strategy(), EXPIRING_LANES, told -> LockSupport.unpark(waiting));
        long start = System.nanoTime();
        int round = 1;
        for (; isWorthARound(trial, round, EXPIRING_ROUNDS, start); round++) {
            // Each lane sits some rounds out: what happens once in so many of its expiries then happens to it alone.
            List<Probe> lanes =
                    all.stream().filter(lane -> random.nextInt(SITS_OUT) > 0).toList();
            boolean longer = random.nextBoolean();
            lanes.forEach(lane ->
                    lane.arm(longer ? LONGER_NANOS + random.nextInt(LONGER_NANOS) : random.nextInt(SOON_NANOS)));
            if (!longer && random.nextBoolean()) {
                long armed = System.nanoTime();
                long length = random.nextInt(2 * SOON_NANOS);
                while (System.nanoTime() - armed < length) {
                    Thread.onSpinWait();
                }
            } else {
                requireExpired(trial, lanes, round);
            }
            requireRight(trial, lanes, round);
        }
        return enough(trial, round, EXPIRING_ROUNDS / 2);
    }

    /** Whether so many rounds were done; ticks that a strategy declares may take longer. */
    private static Finding enough(Trial trial, int rounds, int least) {
        boolean isEnough = rounds > least || !trial.descriptor().granularity().isZero();
        return Finding.keptIf(isEnough, "%,d rounds of expiries", rounds);
    }

    private static void requireExpired(Trial trial, List<Probe> lanes, int round) {
        boolean all = Probe.awaitAll(lanes, trial.patienceMillis());
        String never = "in round %,d of %d timeouts at once, one of %d ns never expired";
        require(all, never, round, lanes.size(), waiting(lanes).lengthNanos());
    }

    /** Disarms what expired once and in time. */
    private static void requireRight(Trial trial, List<Probe> lanes, int round) {
        lanes.forEach(Probe::disarm);
        boolean early = !trial.has(Fault.EARLY) && lanes.stream().anyMatch(Probe::cameEarly);
        require(!early, "in round %,d of %d timeouts at once, one came early", round, lanes.size());
        boolean twice = lanes.stream().anyMatch(Probe::toldTwice);
        require(!twice, "in round %,d of %d timeouts at once, one came twice", round, lanes.size());
    }

    /** A lane that disarms and arms anew in its own expiry, as that of a send in flight may, up to a last ticket. */
    private static final class Chain {

        private final Probe lane;
        // A lane is one thread's at a time: an expiry that comes while another still arms it goes no further.
        private final AtomicBoolean free = new AtomicBoolean();
        private volatile long last;

        Chain(TimeoutStrategy strategy, long last) {
            this.last = last;
            lane = new Probe(strategy, told -> goOnFrom(told.ticket()));
        }

        void begin() {
            lane.arm(MILLI);
            free.set(true);
        }

        private void goOnFrom(long ticket) {
            if (free.compareAndSet(true, false)) {
                if (lane.ticket() == ticket && ticket < last) {
                    lane.disarm();
                    lane.arm(ticket < CHAIN ? ticket % 4 * SOON_NANOS : 0);
                }
                free.set(true);
            }
        }

        /** Takes up a chain that broke; returns whether its last ticket is armed. */
        boolean takenUp() {
            if (lane.expired()) {
                goOnFrom(lane.ticket());
            }
            return lane.ticket() >= last;
        }
    }

    /** Short chains side by side, and one for as many expiries as there is time for. */
    private static void chains(Trial trial) {
        // Where the lane must be asked, it is its waiting thread that arms.
        if (mustBeAsked(trial)) {
            return;
        }
        TimeoutStrategy strategy = trial.strategy();
        List<Chain> chains = new ArrayList<>();
        for (int i = 0; i < EXPIRING_LANES; i++) {
            chains.add(new Chain(strategy, i == 0 ? LEAST : CHAIN));
        }
        chains.forEach(Chain::begin);
        Chain longest = chains.get(0);
        Patience.until(MOST_CHAIN_MILLIS, longest::takenUp);
        longest.last = Long.MAX_VALUE;
        Patience.until(trial.stayNanos() / MILLI / 4, longest::takenUp);
        longest.last = 0;
        long most = trial.patienceMillis() + CHAIN * trial.granularityMillis();
        List<Probe> lanes = chains.stream().map(chain -> chain.lane).toList();
        boolean all = Patience.until(most, () -> lanes.stream().allMatch(Probe::expired));
        require(
                all,
                "arm %,d of a lane, in its own expiry, never expired",
                waiting(lanes).ticket());
        lanes.forEach(Probe::disarm);
    }

    /** Whether a strategy expires only where the lane asks, as it says or as its lanes show. */
    private static boolean mustBeAsked(Trial trial) {
        if (!trial.descriptor().inFlight()) {
            return true;
        }
        Probe lane = Probe.silent(trial.strategy());
        lane.arm(HOUR);
        boolean must = lane.parkNanos() != Long.MAX_VALUE;
        lane.disarm();
        return must;
    }

    private static boolean isWorthARound(Trial trial, int round, int most, long start) {
        long spent = System.nanoTime() - start;
        return round <= LEAST_ROUNDS || spent < trial.stayNanos() / 2 || (round <= most && spent < MOST_ROUNDS_NANOS);
    }

    /**
     * One arm and disarm after another, and an expiry at each power of two, the one before and the one after.
     *
     * @param anew whether each has a lane of its own
     */
    private static Finding arms(Trial trial, String what, boolean anew) throws Exception {
        // What abandons its timers would fill the heap.
        boolean clean = Deadlines.isClean(trial);
        // Alone, so that what its strategy counts for all lanes is at a power of two when it is.
        TimeoutStrategy strategy = trial.strategy();
        Probe first = Probe.silent(strategy);
        Probe lane = anew ? Probe.silent(strategy) : first;
        long start = System.nanoTime();
        long done = 0;
        for (long power = FIRST_POWER, next = 1L << power; power <= LAST_POWER; power++, next = 1L << power) {
            while (done <= next && isWorthMore(trial, clean, done, start)) {
                done++;
                boolean expires = done >= next - 1;
                lane.arm(expires ? MILLI : HOUR);
                require(!expires || lane.await(trial.patienceMillis()), "number %,d of %s never expired", done, what);
                lane.disarm();
                if (anew) {
                    lane.close();
                    lane = Probe.silent(strategy);
                }
            }
        }
        if (anew) {
            // Open all the while: what numbers its lanes may have given its number to another.
            first.arm(MILLI);
            require(first.await(trial.patienceMillis()), "the first lane never expired after %,d %s", done, what);
            first.disarm();
        }
        Finding inTime = inTime(trial, lane, AFTER_WORK, " after %,d %s".formatted(done, what));
        return Finding.keptIf(done >= LEAST, "%,d %s, tickets up to 2^%d", done, what, LAST_TICKET_POWER)
                .and(inTime);
    }

    private static boolean isWorthMore(Trial trial, boolean clean, long done, long start) {
        if ((done & LOOK) != 0) {
            return true;
        }
        long spent = System.nanoTime() - start;
        return done < LEAST ? spent < MOST_NANOS : clean && spent < trial.stayNanos() / 2;
    }

    /**
     * What sleeps the longer the longer there is nothing to do must wake all the same, so must what sleeps until an hour is over, and
     * what has stopped must start again.
     */
    static Finding afterRests(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        Probe lane = Probe.silent(strategy);
        Finding inTime = inTime(trial, lane, AFTER_RESTS, " after a rest");
        Probe waiting = Probe.silent(strategy);
        waiting.arm(HOUR);
        waiting.parkNanos();
        inTime = inTime.and(inTime(trial, lane, BESIDE_AN_HOUR, " after a rest, beside one armed for an hour"));
        waiting.disarm();
        long restMillis = trial.stayNanos() / 2 / MILLI;
        Patience.until(restMillis, () -> false);
        lane.arm(MILLI);
        require(lane.await(trial.patienceMillis()), "the expiry after a rest of %d ms never came", restMillis);
        lane.disarm();
        return inTime;
    }

    /** Whether a lane still expires, and in time; one that is late may be tried again, one that is lost or early not. */
    private static Finding inTime(Trial trial, Probe lane, Timed timed, String where) throws Exception {
        try (PlainScheduler plain = new PlainScheduler()) {
            return Finding.bestOf(ATTEMPTS, () -> {
                List<Both> over = new ArrayList<>();
                for (int i = 0; i < timed.times(); i++) {
                    Patience.until(timed.restMillis() + i % 8 * timed.longerMillis(), () -> false);
                    Both one = plain.arm(lane, (timed.lengthMillis() + i % 4) * MILLI);
                    require(lane.await(trial.patienceMillis()), "the expiry%s never came", where);
                    if (Patience.until(trial.patienceMillis(), one::isOver)) {
                        over.add(one);
                    }
                    one.disarm();
                    require(!lane.cameEarly() || trial.has(Fault.EARLY), "an expiry%s came early", where);
                }
                return plain.judged(over, trial, timed.marginNanos(), where);
            });
        }
    }

    /** Two threads arm at once, so that the strategy's own is awake, and takes up at once what has just come. */
    static Finding veryShort(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        FutureTask<Finding> other = trial.start(() -> Finding.of(() -> shortRounds(trial, strategy, 1)));
        Finding one = Finding.of(() -> shortRounds(trial, strategy, 2));
        // Both end before the trial does.
        Finding two = other.get();
        return one.and(two);
    }

    private static Finding shortRounds(Trial trial, TimeoutStrategy strategy, int thread) {
        Random random = new Random(trial.seed() + thread);
        List<Probe> lanes = Probe.silent(strategy, SHORT_LANES);
        long start = System.nanoTime();
        int round = 1;
        for (; isWorthARound(trial, round, LEAST_SHORT_ROUNDS, start); round++) {
            lanes.forEach(lane -> lane.arm(veryShort(random)));
            requireExpired(trial, lanes, round);
            requireRight(trial, lanes, round);
        }
        return Finding.kept("less than 0 to 2 ms, %d lanes at once", 2 * SHORT_LANES)
                .and(enough(trial, round, LEAST_SHORT_ROUNDS));
    }

    private static long veryShort(Random random) {
        int power = random.nextInt(SHORT_POWERS + 1) - 1;
        return power < 0 ? -random.nextInt(2) : (1L << power) + random.nextInt(1 << power);
    }

    /** The first that still waits; it was found waiting before. */
    private static Probe waiting(List<Probe> lanes) {
        return lanes.stream().filter(lane -> !lane.expired()).findFirst().orElse(lanes.get(0));
    }
}
