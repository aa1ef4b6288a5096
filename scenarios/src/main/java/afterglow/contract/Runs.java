package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;

import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** The experiments that repeat one thing very often: what wraps, runs out, or comes too soon shows only then. */
final class Runs {

    /** What every strategy does, however slow: two bytes' worth, and more. */
    private static final long LEAST = (1 << 16) + 2;

    /** But for what cannot do so much in this time; no user reaches it then, on this machine. */
    private static final long MOST_NANOS = 6_000 * MILLI;

    private static final int FIRST_POWER = 7;
    private static final int LAST_POWER = 26;
    private static final int LAST_TICKET_POWER = 62;
    private static final int LOOK = 1_023;

    private static final int SHORT_LANES = 256;
    private static final int LEAST_ROUNDS = 4;
    private static final int MOST_ROUNDS = 300;
    private static final long[] VERY_SHORT = {0, 1, 100, 1_000, 10_000, 50_000};

    private Runs() {}

    static Finding longRun(Trial trial) {
        Optional<Finding> lost = tickets(trial);
        if (lost.isPresent()) {
            return lost.get();
        }
        TimeoutStrategy strategy = trial.strategy();
        // What is slow beside others has them one after another.
        boolean atOnce = Deadlines.isClean(trial) && !trial.has(Fault.SLOW);
        String seen = atOnce ? "lanes armed at once" : "lanes one after another";
        List<Probe> armed = new ArrayList<>();
        long start = System.nanoTime();
        long opened = 0;
        while (opened < LEAST && isWorthMore(trial, true, opened, start)) {
            Probe lane = Probe.silent(strategy);
            lane.arm(HOUR);
            opened++;
            if (atOnce) {
                armed.add(lane);
            } else {
                lane.disarm();
                lane.close();
            }
        }
        boolean expired = expires(trial, Probe.silent(strategy));
        Probe.disarmSome(armed);
        armed.forEach(Probe::close);
        if (!expired || !expires(trial, Probe.silent(strategy))) {
            return Finding.broken(
                    "a lane never expired %s %,d %s".formatted(expired ? "after" : "beside", opened, seen));
        }
        return opened < LEAST ? told(opened, seen) : arms(trial, seen);
    }

    /** Every power of two is a ticket, and so are its neighbours. */
    private static Optional<Finding> tickets(Trial trial) {
        List<Probe> lanes = lanes(trial.strategy(), LAST_TICKET_POWER - FIRST_POWER + 1);
        for (int beside = -1; beside <= 1; beside++) {
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).arm(MILLI, (1L << (FIRST_POWER + i)) + beside);
            }
            if (!Probe.awaitAll(lanes, trial.patienceMillis())) {
                return Optional.of(Finding.broken(
                        "ticket %,d never expired".formatted(waiting(lanes).ticket())));
            }
            lanes.forEach(Probe::disarm);
        }
        return Optional.empty();
    }

    /** One lane arms and disarms, and expires at the arm of each power of two, the one before and the one after. */
    private static Finding arms(Trial trial, String lanes) {
        // What abandons its timers would fill the heap.
        boolean clean = Deadlines.isClean(trial);
        // Alone, so that what its strategy counts for all lanes is at a power of two when it is.
        Probe lane = Probe.silent(trial.strategy());
        long start = System.nanoTime();
        boolean more = true;
        for (int power = FIRST_POWER; more && power <= LAST_POWER; power++) {
            for (long next = (1L << power) - 1; more && next <= (1L << power) + 1; next++) {
                while (more && lane.ticket() < next - 1) {
                    lane.arm(HOUR);
                    lane.disarm();
                    more = (lane.ticket() & LOOK) != 0 || isWorthMore(trial, clean, lane.ticket(), start);
                }
                if (!expires(trial, lane)) {
                    return Finding.broken("the %,dth arm of a lane never expired".formatted(lane.ticket()));
                }
            }
        }
        return told(
                lane.ticket(), "arms of a lane, %,d %s, tickets up to 2^%d".formatted(LEAST, lanes, LAST_TICKET_POWER));
    }

    private static boolean isWorthMore(Trial trial, boolean clean, long done, long start) {
        long spent = System.nanoTime() - start;
        return done < LEAST ? spent < MOST_NANOS : clean && spent < trial.stayNanos();
    }

    private static Finding told(long done, String what) {
        String seen = "%,d %s".formatted(done, what);
        return done < LEAST ? Finding.notTold("this machine is too slow for it: " + seen) : Finding.kept(seen);
    }

    private static boolean expires(Trial trial, Probe lane) {
        lane.arm(MILLI);
        boolean expired = lane.await(trial.patienceMillis());
        lane.disarm();
        return expired;
    }

    /** Two threads arm at once, so that the strategy's own is awake, and takes up at once what has just come. */
    static Finding veryShort(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        FutureTask<Optional<String>> other = trial.start(() -> shortRounds(trial, strategy, 1));
        Optional<String> lost = shortRounds(trial, strategy, 2);
        // Both end before the trial does.
        Optional<String> otherLost = other.get();
        return lost.or(() -> otherLost)
                .map(Finding::broken)
                .orElse(Finding.kept("0 ns to 50 us, %d lanes at once".formatted(2 * SHORT_LANES)));
    }

    private static Optional<String> shortRounds(Trial trial, TimeoutStrategy strategy, int thread) {
        Random random = new Random(trial.seed() + thread);
        List<Probe> lanes = lanes(strategy, SHORT_LANES);
        long start = System.nanoTime();
        for (int round = 0;
                round < LEAST_ROUNDS || (round < MOST_ROUNDS && System.nanoTime() - start < trial.stayNanos());
                round++) {
            lanes.forEach(lane -> lane.arm(VERY_SHORT[random.nextInt(VERY_SHORT.length)]));
            if (!Probe.awaitAll(lanes, trial.patienceMillis())) {
                return Optional.of("in round %d of %d timeouts at once, one of %d ns never expired"
                        .formatted(round + 1, lanes.size(), waiting(lanes).lengthNanos()));
            }
            lanes.forEach(Probe::disarm);
        }
        return Optional.empty();
    }

    /** The first that still waits; it was found waiting before. */
    private static Probe waiting(List<Probe> lanes) {
        return lanes.stream().filter(lane -> !lane.expired()).findFirst().orElse(lanes.get(0));
    }

    private static List<Probe> lanes(TimeoutStrategy strategy, int count) {
        return Stream.generate(() -> Probe.silent(strategy)).limit(count).toList();
    }
}
