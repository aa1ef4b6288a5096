package afterglow.contract;

import afterglow.contract.Probe.Told;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The experiments at the bare port: when expiries come, of which tickets, and how often. */
final class Deadlines {

    static final long MILLI = 1_000_000;
    static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private static final long SHORT = 5 * MILLI;
    /** So long that a strategy which takes it for another lane's is not let off by a short stall. */
    private static final long RIVAL = 100 * MILLI;

    private static final int ARMS = 500;
    private static final int OUTSTANDING = 200;

    /** So many naps, of one each ms, found inside arm and not running: it waits for something. */
    private static final int BLOCKED_NAPS = 300;

    private static final int QUEUED_LANES = 40;
    private static final int ATTEMPTS = 3;
    private static final long FIRST_TICKET = 1;

    private Deadlines() {}

    static Finding arms(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        AtomicReference<Thread> arming = new AtomicReference<>();
        FutureTask<Optional<String>> arms = trial.start(() -> {
            List<Probe> lanes = Probe.open(strategy, OUTSTANDING);
            arming.set(Thread.currentThread());
            try {
                lanes.forEach(lane -> lane.arm(HOUR));
                lanes.forEach(Probe::disarm);
                for (int i = 0; i < ARMS; i++) {
                    for (Probe lane : lanes.subList(0, 4)) {
                        lane.arm(HOUR);
                        lane.disarm();
                    }
                }
                return Optional.empty();
            } catch (RuntimeException | Error e) {
                return Optional.of("throws " + e);
            }
        });
        int blocked = 0;
        while (!Patience.until(1, arms::isDone)) {
            Thread thread = arming.get();
            if (thread != null) {
                switch (thread.getState()) {
                    case BLOCKED, WAITING, TIMED_WAITING -> blocked++;
                    default -> {}
                }
                if (blocked >= BLOCKED_NAPS) {
                    String where = Stacks.where(thread);
                    thread.interrupt();
                    return Finding.broken("blocks " + where);
                }
            }
        }
        return arms.get()
                .map(Finding::broken)
                .orElse(Finding.kept(OUTSTANDING + 4 * ARMS + " arms, " + OUTSTANDING + " at once"));
    }

    static Finding expires(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        long patience = trial.patienceMillis(Fault.LOST);
        Probe lane = new Probe(strategy);
        for (String time : List.of("first", "second")) {
            lane.arm(SHORT);
            if (!lane.await(patience)) {
                return Finding.broken(
                        "the " + time + " time a lane armed 5 ms, nothing came within " + patience + " ms");
            }
            lane.disarm();
        }
        Probe other = new Probe(strategy);
        lane.arm(4 * SHORT);
        other.arm(SHORT);
        other.disarm();
        other.close();
        if (!lane.await(patience)) {
            return Finding.broken("nothing came within " + patience + " ms for a lane, after another had closed");
        }
        lane.disarm();
        lane.close();
        Probe later = new Probe(strategy);
        later.arm(SHORT);
        if (!later.await(patience)) {
            return Finding.broken("nothing came within " + patience + " ms, once all earlier lanes had closed");
        }
        later.disarm();
        if (rivalry(trial, strategy) == Rivalry.NEVER) {
            return Finding.broken("nothing came within " + patience + " ms for a lane, after another had armed often");
        }
        return Finding.kept("alone, beside a lane that closes, after it, and beside one that arms often");
    }

    static Finding neverEarly(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = Probe.open(strategy, 4);
        long patience = trial.patienceMillis(Fault.EARLY);
        long lost = trial.has(Fault.LOST) ? 50 : patience;
        // Beside a send that has an hour: whoever shares one deadline between lanes moves it for all.
        // On an instance of its own, since the first arm may set the pace of all that follow.
        TimeoutStrategy shared = trial.strategy();
        Probe hour = new Probe(shared);
        hour.arm(HOUR);
        Probe soon = new Probe(shared);
        soon.arm(SHORT);
        Probe.awaitAll(List.of(soon), lost);
        Probe.watch(List.of(soon, hour), 10);
        soon.disarm();
        hour.disarm();
        // Whoever admits the fault may have it seldom, and must be seen to have it: he is watched for longer.
        long enough = (trial.descriptor().faults().contains(Fault.EARLY) ? 3_000 : 250) * MILLI;
        long start = System.nanoTime();
        for (int round = 0; round < 3 || System.nanoTime() - start < enough; round++) {
            if (Stream.concat(lanes.stream(), Stream.of(hour))
                    .flatMap(lane -> lane.told().stream())
                    .anyMatch(Told::early)) {
                break;
            }
            // Uneven steps, so that a strategy that ticks is met all over its period.
            for (Probe lane : lanes) {
                lane.arm(SHORT + round % 10 * 300_000L);
                Probe.watch(lanes, 1 + round % 3);
            }
            Probe.awaitAll(lanes, lost);
            lanes.forEach(Probe::disarm);
        }
        List<Told> told = Stream.concat(lanes.stream(), Stream.of(hour))
                .flatMap(lane -> lane.told().stream())
                .filter(Told::live)
                .toList();
        List<Told> early = told.stream().filter(Told::early).toList();
        if (!early.isEmpty()) {
            Told first = early.get(0);
            return Finding.broken("%d of %d expiries early, the first by %.3f ms of %.1f ms"
                    .formatted(
                            early.size(),
                            told.size(),
                            -first.latenessNanos() / (double) MILLI,
                            first.lengthNanos() / (double) MILLI));
        }
        return Finding.kept(
                told.isEmpty()
                        ? "nothing expired"
                        : "%d expiries, the soonest %.3f ms after its deadline"
                                .formatted(
                                        told.size(),
                                        told.stream()
                                                        .mapToLong(Told::latenessNanos)
                                                        .min()
                                                        .orElseThrow()
                                                / (double) MILLI));
    }

    static Finding notPutOff(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        Rivalry rivalry = rivalry(trial, strategy);
        if (rivalry == Rivalry.NEVER) {
            return Finding.kept("nothing expired, so nothing was put off");
        }
        if (rivalry == Rivalry.PUT_OFF) {
            return Finding.broken("an expiry of 5 ms came only when another lane had ceased to arm");
        }
        long allowed = 100 * MILLI + trial.granularityMillis() * MILLI;
        long spread = 0;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            spread = spread(trial, strategy);
            if (spread <= allowed) {
                return Finding.kept("not by a lane that arms often, nor by %d armed at once".formatted(QUEUED_LANES));
            }
        }
        return Finding.broken("of %d lanes armed at once for 5 ms the last expired %.0f ms after the first"
                .formatted(QUEUED_LANES, spread / (double) MILLI));
    }

    /** How long after the first of several lanes armed at once the last one expires, in ns; 0 if any never does. */
    private static long spread(Trial trial, TimeoutStrategy strategy) {
        List<Probe> lanes = Probe.open(strategy, QUEUED_LANES);
        lanes.forEach(lane -> lane.arm(SHORT));
        boolean all = Probe.awaitAll(lanes, trial.patienceMillis(Fault.LOST));
        long[] times = lanes.stream()
                .flatMap(lane -> lane.told().stream())
                .mapToLong(Told::atNanos)
                .sorted()
                .toArray();
        for (Probe lane : lanes) {
            lane.disarm();
            lane.close();
        }
        return all ? times[times.length - 1] - times[0] : 0;
    }

    /** What became of a lane's expiry while another lane armed again and again. */
    private enum Rivalry {
        ON_TIME,
        PUT_OFF,
        NEVER
    }

    private static Rivalry rivalry(Trial trial, TimeoutStrategy strategy) {
        Rivalry outcome = Rivalry.ON_TIME;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Probe lane = new Probe(strategy);
            Probe rival = new Probe(strategy);
            lane.arm(SHORT);
            Patience patience = new Patience(trial.patienceMillis(Fault.LATE));
            boolean more = true;
            while (!lane.expired() && more) {
                rival.arm(RIVAL);
                rival.parkNanos();
                more = patience.nap(lane.parkNanos());
                rival.disarm();
            }
            boolean expired = lane.expired();
            if (!expired) {
                outcome = lane.await(trial.patienceMillis(Fault.LOST)) ? Rivalry.PUT_OFF : Rivalry.NEVER;
            }
            lane.disarm();
            lane.close();
            rival.close();
            // One that came late may have come because this thread stalled, and with it the rival: that clears nobody.
            if (!expired || lane.told().get(0).latenessNanos() < RIVAL / 2 + trial.granularityMillis() * MILLI) {
                return outcome;
            }
        }
        return outcome;
    }

    static Finding once(Trial trial) {
        List<Probe> lanes = Probe.open(trial.strategy(), 8);
        for (int round = 0; round < 3; round++) {
            lanes.forEach(lane -> lane.arm(SHORT));
            if (!Probe.awaitAll(lanes, trial.patienceMillis())) {
                return Finding.broken("no expiry within " + trial.patienceMillis() + " ms");
            }
            if (round % 2 == 0) {
                // Expired and not yet disarmed: a strategy that fires until it is disarmed is seen here.
                Probe.watch(lanes, 10 + trial.granularityMillis());
            }
            lanes.forEach(Probe::disarm);
        }
        Probe.watch(lanes, 10 + trial.granularityMillis());
        for (Probe lane : lanes) {
            for (long ticket = 1; ticket <= lane.ticket(); ticket++) {
                long of = ticket;
                long times =
                        lane.told().stream().filter(one -> one.ticket() == of).count();
                if (times != 1) {
                    return Finding.broken("a ticket was told " + times + " times");
                }
            }
        }
        return Finding.kept(3 * lanes.size() + " tickets, one expiry each");
    }

    static Finding stale(Trial trial) {
        List<Probe> lanes = disarmedThenArmed(trial);
        Optional<Told> wrong = lanes.stream()
                .flatMap(lane -> lane.told().stream())
                .filter(Told::early)
                .findFirst();
        if (wrong.isPresent()) {
            return Finding.broken("a send of an hour expired after %.1f ms, at the deadline of one disarmed before"
                    .formatted(wrong.get().elapsedNanos() / (double) MILLI));
        }
        return Finding.kept(lanes.size() + " lanes armed anew, and no expiry of an earlier ticket ended them");
    }

    static Finding silent(Trial trial) {
        // A machine that stalls between arm and disarm lets the expiry come first, and that is right: so try again.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<Probe> lanes = disarmedThenArmed(trial);
            boolean silent = lanes.stream()
                    .flatMap(lane -> lane.told().stream())
                    .noneMatch(told -> told.ticket() == FIRST_TICKET);
            if (silent) {
                return Finding.kept(lanes.size() + " tickets disarmed in time, and nothing came of them");
            }
        }
        return Finding.broken("a ticket disarmed at once expired all the same, though nothing should be left of it");
    }

    /**
     * Lanes whose first ticket was disarmed at once, after its deadline. Every other one has armed a second of an hour; the
     * rest are idle.
     */
    private static List<Probe> disarmedThenArmed(Trial trial) {
        List<Probe> lanes = Probe.open(trial.strategy(), 8);
        for (int i = 0; i < lanes.size(); i++) {
            Probe lane = lanes.get(i);
            lane.arm(2 * SHORT);
            lane.parkNanos();
            lane.disarm();
            if (i % 2 == 0) {
                lane.arm(HOUR);
            }
        }
        Probe.watch(lanes, 2 * SHORT / MILLI + 20 + trial.granularityMillis());
        lanes.forEach(Probe::disarm);
        return lanes;
    }

    static Finding lanesApart(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        Probe soon = new Probe(strategy);
        Probe later = new Probe(strategy);
        Probe hour = new Probe(strategy);
        Probe given = new Probe(strategy);
        soon.arm(SHORT);
        later.arm(4 * SHORT);
        hour.arm(HOUR);
        given.arm(HOUR);
        given.disarm();
        given.close();
        List<Probe> waiting = List.of(soon, later, hour);
        if (!Probe.awaitAll(List.of(soon), trial.patienceMillis())) {
            return Finding.broken("a lane of 5 ms never expired beside another that disarmed and closed");
        }
        soon.disarm();
        soon.close();
        if (!Probe.awaitAll(List.of(later), trial.patienceMillis())) {
            return Finding.broken("a lane of 20 ms never expired once one of 5 ms had expired and closed");
        }
        Probe.watch(waiting, 10);
        boolean disturbed = Stream.of(hour, given).anyMatch(lane -> !lane.told().isEmpty());
        later.disarm();
        hour.disarm();
        return disturbed
                ? Finding.broken("a lane of an hour expired when others of 5 and 20 ms did")
                : Finding.kept("lanes of 5 ms, 20 ms and an hour, one of them closed");
    }

    static Finding extremes(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> over = new ArrayList<>();
        List<Probe> endless = new ArrayList<>();
        for (long nanos : new long[] {0, -1, -HOUR, Long.MIN_VALUE}) {
            Probe lane = new Probe(strategy);
            lane.arm(nanos);
            over.add(lane);
        }
        for (long nanos : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE / 2 + 1}) {
            Probe lane = new Probe(strategy);
            lane.arm(nanos);
            endless.add(lane);
        }
        if (!Probe.awaitAll(over, trial.patienceMillis())) {
            return Finding.broken("0, -1 ns, -1 h or the least long never expires");
        }
        Probe.watch(endless, 20 + trial.granularityMillis());
        boolean ended = endless.stream().anyMatch(lane -> !lane.told().isEmpty());
        Stream.concat(over.stream(), endless.stream()).forEach(Probe::disarm);
        return ended
                ? Finding.broken("146 years or more expired at once")
                : Finding.kept("0, -1 ns, -1 h, the least long; 146 years, the greatest long");
    }

    static Finding goesOn(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        Probe throwing = Probe.throwing(strategy);
        Probe other = new Probe(strategy);
        for (String time : List.of("first", "second")) {
            throwing.arm(SHORT);
            other.arm(2 * SHORT);
            if (!throwing.await(trial.patienceMillis())) {
                return Finding.broken("a lane whose expiry throws had none the " + time + " time");
            }
            if (!other.await(trial.patienceMillis())) {
                return Finding.broken("nothing came within " + trial.patienceMillis()
                        + " ms for a lane, after another's expiry had thrown");
            }
            throwing.disarm();
            other.disarm();
        }
        return Finding.kept("two lanes, one of which throws, two expiries each");
    }

    static boolean isClean(Trial trial) {
        return trial.descriptor().retention() == Verdict.CLEAN;
    }
}
