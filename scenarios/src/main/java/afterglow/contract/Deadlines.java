package afterglow.contract;

import static afterglow.contract.Finding.keptIf;
import static afterglow.contract.Finding.require;

import afterglow.contract.Probe.Told;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** The experiments on timeouts without sends: when expiries come, for which tickets, and how often. */
final class Deadlines {

    static final long MILLI = 1_000_000;
    static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private static final long SHORT = 5 * MILLI;
    /** So long that a strategy which takes it for another lane's is not let off by a short stall. */
    private static final long RIVAL = 100 * MILLI;

    private static final int ARMS = 500;
    private static final int OUTSTANDING = 200;

    /** So many naps in a row, of one each ms, found inside arm and not running: it waits for something. */
    private static final int BLOCKED_NAPS = 300;

    private static final int EXPIRING_LANES = 16;
    private static final int QUEUED_LANES = 40;
    private static final int STALE_LANES = 12;
    private static final int ATTEMPTS = 3;
    private static final long FIRST_TICKET = 1;

    /** So often a lane arms, if it can in half that time, before what it armed first is due. */
    private static final int ARMS_BEFORE_DUE = (1 << 16) + (1 << 8);

    /** Of what abandons its timers: each comes due, and may start a thread. */
    private static final int FEW_ARMS_BEFORE_DUE = (1 << 8) + 2;

    private static final long DUE = 200 * MILLI;

    private Deadlines() {}

    static boolean isClean(Trial trial) {
        return trial.descriptor().retention() == Verdict.CLEAN;
    }

    static Finding arms(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        AtomicReference<Thread> arming = new AtomicReference<>();
        FutureTask<Finding> arms = trial.start(() -> {
            List<Probe> lanes = Probe.silent(strategy, OUTSTANDING);
            arming.set(Thread.currentThread());
            try {
                long before = waits();
                lanes.forEach(lane -> lane.arm(HOUR));
                long between = waits();
                lanes.forEach(Probe::disarm);
                long most = Math.max(between - before, waits() - between);
                // Threads that share a lock wait now and then.
                if (2 * most >= OUTSTANDING) {
                    return Finding.broken(
                            "the thread waited %d times in %d calls of arm, or of disarm", most, OUTSTANDING);
                }
                for (int i = 0; i < 4 * ARMS; i++) {
                    lanes.get(i % 4).arm(HOUR);
                    lanes.get(i % 4).disarm();
                }
                return Finding.kept("%d arms, %d at once", OUTSTANDING + 4 * ARMS, OUTSTANDING);
            } catch (RuntimeException | Error e) {
                return Finding.broken("throws %s", e);
            }
        });
        int blocked = 0;
        while (!Patience.until(1, arms::isDone)) {
            Thread thread = arming.get();
            blocked = thread != null && waits(thread) ? blocked + 1 : 0;
            if (thread != null && blocked >= BLOCKED_NAPS) {
                String where = Trial.whereIs(thread);
                thread.interrupt();
                return Finding.broken("blocks %s", where);
            }
        }
        return arms.get().state() == Finding.State.KEPT ? arms.get().and(armsBesideExpiries(trial)) : arms.get();
    }

    /** Whether an arm waits for a thread that expiries keep: how often the two must wait otherwise depends on the machine. */
    private static Finding armsBesideExpiries(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        AtomicBoolean underWay = new AtomicBoolean();
        // Only once all are armed: what waits for its thread would wait before it is looked at.
        AtomicBoolean holding = new AtomicBoolean();
        Set<Long> telling = ConcurrentHashMap.newKeySet();
        List<Probe> expiring = Probe.open(strategy, EXPIRING_LANES, told -> {
            long thread = Thread.currentThread().getId();
            telling.add(thread);
            underWay.compareAndSet(false, holding.get());
            Patience.until(trial.patienceMillis(), () -> !holding.get());
            telling.remove(thread);
        });
        Probe lane = Probe.silent(strategy);
        AtomicReference<Thread> arming = new AtomicReference<>();
        expiring.forEach(one -> one.arm(4 * SHORT));
        holding.set(true);
        long patience = trial.patienceMillis(Fault.LOST);
        FutureTask<Boolean> asking = trial.start(() -> Probe.awaitAll(expiring, patience));
        boolean isHeld = Patience.until(patience, underWay::get) || trial.has(Fault.LOST);
        FutureTask<Boolean> arms = trial.start(() -> {
            arming.set(Thread.currentThread());
            lane.arm(HOUR);
            lane.disarm();
            return true;
        });
        int looks = 0;
        int waits = 0;
        boolean isAtLock = false;
        String where = "";
        while (looks < BLOCKED_NAPS && !Patience.until(1, arms::isDone)) {
            looks++;
            Thread thread = arming.get();
            isAtLock = thread != null && waits(thread);
            // Who has the lock may wait for a core, unless it is inside an expiry, which is held here.
            if (thread != null && (waitsForNoLock(thread) || telling.contains(lockOwner(thread)))) {
                waits++;
                where = Trial.whereIs(thread);
            }
        }
        holding.set(false);
        Patience.until(patience, asking::isDone);
        if (2 * waits >= BLOCKED_NAPS) {
            return Finding.broken("arm or disarm waits for expiries that are under way, %s", where);
        }
        return keptIf(isHeld && (looks < BLOCKED_NAPS || isAtLock), "%d expiries under way", EXPIRING_LANES);
    }

    /** The thread that has the lock that a thread waits for; -1 if there is none. */
    private static long lockOwner(Thread thread) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
        return info == null ? -1 : info.getLockOwnerId();
    }

    /** Whether a thread waits, and not for a lock: the one that has it may wait for a core. */
    private static boolean waitsForNoLock(Thread thread) {
        Object blocker = LockSupport.getBlocker(thread);
        boolean isLock = blocker != null
                && blocker.getClass().getPackageName().equals(Lock.class.getPackageName())
                && !(blocker instanceof Condition);
        return thread.getState() != Thread.State.BLOCKED && waits(thread) && !isLock;
    }

    /** How often this thread has waited for anything, a lock or a moment. */
    private static long waits() {
        ThreadInfo own = ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId());
        return own.getWaitedCount() + own.getBlockedCount();
    }

    /** Whether a thread does not run. */
    static boolean waits(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            default -> false;
        };
    }

    static Finding expires(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        long patience = trial.patienceMillis(Fault.LOST);
        String nothing = "no expiry came within " + patience + " ms ";
        Probe lane = Probe.silent(strategy);
        for (String time : List.of("first", "second")) {
            lane.arm(SHORT);
            require(lane.await(patience), nothing + "the %s time that a lane armed 5 ms", time);
            lane.disarm();
        }
        Probe other = Probe.silent(strategy);
        lane.arm(4 * SHORT);
        other.arm(SHORT);
        other.disarm();
        other.close();
        require(lane.await(patience), nothing + "for a lane, after another had closed");
        lane.disarm();
        lane.close();
        Probe later = Probe.silent(strategy);
        later.arm(SHORT);
        require(later.await(patience), nothing + "once all earlier lanes had closed");
        later.disarm();
        // A lane remembers an interrupt, and goes on.
        Probe interrupted = Probe.silent(strategy);
        Thread.currentThread().interrupt();
        try {
            interrupted.arm(SHORT);
        } finally {
            require(Thread.interrupted(), "arm clears the interrupt status of its thread");
        }
        require(interrupted.await(patience), nothing + "for a lane armed by an interrupted thread");
        interrupted.disarm();
        require(rivalry(trial, strategy) != Rivalry.NEVER, nothing + "for a lane, after another had armed often");
        return Finding.kept(
                "a lane expires alone, while another closes, after all others closed, armed by an interrupted"
                        + " thread, and while another arms often");
    }

    static Finding neverEarly(Trial trial) {
        long lost = trial.has(Fault.LOST) ? 50 : trial.patienceMillis(Fault.EARLY);
        // Beside a send that has an hour: a strategy that shares one deadline between lanes moves it for all.
        // On an instance of its own, since the first arm may set the pace of all that follow.
        TimeoutStrategy shared = trial.strategy();
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        Probe hour = new Probe(shared, told::add);
        Probe soon = Probe.silent(shared);
        hour.arm(HOUR);
        soon.arm(SHORT);
        soon.await(lost);
        Probe.watch(List.of(soon, hour), 10);
        soon.disarm();
        hour.disarm();
        List<Probe> lanes = Probe.open(trial.strategy(), 4, told::add);
        // A fault that is admitted may be rare, and must be seen: watch for longer.
        long enough = (trial.descriptor().faults().contains(Fault.EARLY) ? 3_000 : 250) * MILLI;
        long start = System.nanoTime();
        for (int round = 0;
                told.stream().noneMatch(Told::early) && (round < 3 || System.nanoTime() - start < enough);
                round++) {
            // Uneven steps, so that a strategy that ticks is met all over its period.
            for (Probe lane : lanes) {
                lane.arm(SHORT + round % 10 * 300_000L);
                Probe.watch(lanes, 1 + round % 3);
            }
            Probe.awaitAll(lanes, lost);
            lanes.forEach(Probe::disarm);
        }
        long[] lateness = told.stream()
                .filter(Told::live)
                .mapToLong(Told::latenessNanos)
                .sorted()
                .toArray();
        if (lateness.length == 0) {
            return Finding.kept("nothing expired");
        }
        long early = told.stream().filter(Told::early).count();
        double soonest = lateness[0] / (double) MILLI;
        require(early == 0, "%d of %d expiries early, by up to %.3f ms", early, lateness.length, -soonest);
        String seen = "%d expiries, the soonest %.3f ms after its deadline";
        return lateness[0] <= trial.descriptor().granularity().toNanos() + MILLI / 2
                ? Finding.kept(seen, lateness.length, soonest)
                : Finding.notTold(seen + ": the machine is too busy to show an early expiry", lateness.length, soonest);
    }

    static Finding notPutOff(Trial trial) throws Exception {
        TimeoutStrategy strategy = trial.strategy();
        return switch (rivalry(trial, strategy)) {
            case NEVER -> Finding.kept("nothing expired, so nothing was put off");
            case PUT_OFF -> Finding.broken("a timeout of 5 ms expired only when another lane had stopped arming");
            case LATE ->
                Finding.notTold(
                        "a timeout of 5 ms expired late in each of %d attempts, as on a busy machine", ATTEMPTS);
            case ON_TIME -> Finding.bestOf(ATTEMPTS, () -> apart(trial, strategy));
        };
    }

    /** Whether lanes armed at once expire close together; those that are lost are no matter here. */
    private static Finding apart(Trial trial, TimeoutStrategy strategy) {
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        List<Probe> lanes = Probe.open(strategy, QUEUED_LANES, told::add);
        lanes.forEach(lane -> lane.arm(SHORT));
        boolean all = Probe.awaitAll(lanes, trial.patienceMillis(Fault.LOST));
        long[] lateness = told.stream().mapToLong(Told::latenessNanos).sorted().toArray();
        lanes.forEach(Probe::disarm);
        lanes.forEach(Probe::close);
        long spread = all ? (lateness[lateness.length - 1] - lateness[0]) / MILLI : 0;
        return spread <= 100 + trial.granularityMillis()
                ? Finding.kept(
                        "no expiry was put off, neither by a lane that arms often nor by %d armed at once",
                        QUEUED_LANES)
                : Finding.broken(
                        "of %d lanes armed at once for 5 ms one expired %d ms later than another",
                        QUEUED_LANES, spread);
    }

    /** What became of a lane's expiry while another lane armed again and again. */
    private enum Rivalry {
        ON_TIME,
        LATE,
        PUT_OFF,
        NEVER
    }

    private static Rivalry rivalry(Trial trial, TimeoutStrategy strategy) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Probe lane = Probe.silent(strategy);
            Probe rival = Probe.silent(strategy);
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
            Rivalry outcome = Rivalry.ON_TIME;
            if (!expired) {
                outcome = lane.await(trial.patienceMillis(Fault.LOST)) ? Rivalry.PUT_OFF : Rivalry.NEVER;
            }
            Told last = lane.lastLive();
            lane.disarm();
            lane.close();
            rival.close();
            // The rival may have been late only because this thread stalled. Then it is no evidence for the strategy.
            if (!expired || last == null || last.latenessNanos() < RIVAL / 2 + trial.granularityMillis() * MILLI) {
                return outcome;
            }
        }
        return Rivalry.LATE;
    }

    static Finding once(Trial trial) {
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = Probe.open(strategy, 8, told::add);
        for (int round = 0; round < 3; round++) {
            lanes.forEach(lane -> lane.arm(SHORT));
            require(Probe.awaitAll(lanes, trial.patienceMillis()), "no expiry within %d ms", trial.patienceMillis());
            if (round % 2 == 0) {
                // Expired and not yet disarmed: a strategy that fires until it is disarmed is seen here.
                Probe.watch(lanes, 10 + trial.granularityMillis());
            }
            lanes.forEach(Probe::disarm);
        }
        boolean isOver = isOver(trial, strategy, lanes);
        int tickets = 3 * lanes.size();
        require(told.size() == tickets, "%d expiries of %d tickets", told.size(), tickets);
        return keptIf(isOver, "%d tickets, one expiry each", tickets);
    }

    static Finding stale(Trial trial) throws Exception {
        return Finding.bestOf(ATTEMPTS, () -> disarmedThenArmed(trial).stale()).and(comesRound(trial));
    }

    /**
     * A lane that arms and disarms so often, before the first is due, that a count of one byte or two comes round: an hour is
     * not to be taken for what had the same number.
     */
    private static Finding comesRound(Trial trial) {
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        TimeoutStrategy strategy = trial.strategy();
        Probe lane = new Probe(strategy, told::add);
        int most = isClean(trial) ? ARMS_BEFORE_DUE : FEW_ARMS_BEFORE_DUE;
        long start = System.nanoTime();
        int arms = 0;
        for (; arms < most && System.nanoTime() - start < DUE / 2; arms++) {
            lane.arm(DUE);
            lane.disarm();
        }
        lane.arm(HOUR);
        Probe.watch(List.of(lane), DUE / MILLI);
        boolean isOver = isOver(trial, strategy, List.of(lane));
        lane.disarm();
        String early =
                "a send of an hour expired at the deadline of one of the %,d timeouts that its lane had disarmed";
        require(told.stream().noneMatch(Told::early), early, arms);
        return keptIf(isOver && arms >= FEW_ARMS_BEFORE_DUE, "%,d arms before the first was due", arms);
    }

    static Finding silent(Trial trial) throws Exception {
        return Finding.bestOf(ATTEMPTS, () -> disarmedThenArmed(trial).silent());
    }

    /**
     * The result for lanes whose first ticket was disarmed at once.
     *
     * @param told what expired of them
     * @param inTime whether each was disarmed long before it was due; where the machine stalls, the expiry comes first
     * @param isOver whether it was waited for long enough
     */
    record Disarmed(Collection<Told> told, boolean inTime, boolean isOver) {

        Finding stale() {
            require(
                    told.stream().noneMatch(Told::early),
                    "a send of an hour expired at the deadline of one disarmed before");
            return keptIf(
                    isOver, "%d lanes armed anew, and no expiry of an earlier ticket ended them", STALE_LANES / 3 * 2);
        }

        Finding silent() {
            require(
                    !inTime || told.stream().noneMatch(one -> one.ticket() == FIRST_TICKET),
                    "a ticket disarmed at once expired, though nothing should be left of it");
            return keptIf(inTime && isOver, "%d tickets disarmed in time, and none expired", STALE_LANES);
        }
    }

    /**
     * Watches lanes whose first ticket was disarmed at once, until after its deadline. A third of them has armed a second of an
     * hour, a third is idle, a third is closed; and as many new ones, which may have what the closed ones gave back, have an
     * hour.
     */
    private static Disarmed disarmedThenArmed(Trial trial) {
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = new ArrayList<>(Probe.open(strategy, STALE_LANES, told::add));
        boolean inTime = true;
        for (int i = 0; i < STALE_LANES; i++) {
            Probe lane = lanes.get(i);
            lane.arm(2 * SHORT);
            lane.parkNanos();
            if (i % 2 == 0 || !trial.descriptor().inFlight()) {
                lane.disarm();
            } else {
                // A send in flight is disarmed by the thread that acknowledges it.
                FutureTask<Boolean> elsewhere = trial.start(() -> {
                    lane.disarm();
                    return true;
                });
                Patience.until(trial.patienceMillis(), elsewhere::isDone);
            }
            inTime &= lane.dueAtNanos() - System.nanoTime() > SHORT;
            if (i % 3 == 0) {
                lane.arm(HOUR);
            } else if (i % 3 == 1) {
                lane.close();
                lanes.set(i, new Probe(strategy, told::add));
                lanes.get(i).arm(HOUR);
            }
        }
        boolean isOver = isOver(trial, strategy, lanes);
        lanes.forEach(Probe::disarm);
        return new Disarmed(told, inTime, isOver);
    }

    /**
     * Waits until all must have expired that was due within 10 ms, and still may: a lane armed now for as long has expired, and
     * some time has passed. Returns whether it has, for a busy machine may give the strategy's thread no turn meanwhile.
     */
    private static boolean isOver(Trial trial, TimeoutStrategy strategy, List<Probe> lanes) {
        // What loses expiries tells nothing by one.
        boolean isOver = trial.has(Fault.LOST);
        if (!isOver) {
            Probe last = Probe.silent(strategy);
            last.arm(2 * SHORT);
            isOver = last.await(trial.patienceMillis());
            last.disarm();
        }
        Probe.watch(lanes, 2 * SHORT / MILLI + 20 + trial.granularityMillis());
        return isOver;
    }

    static Finding lanesApart(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        Probe soon = Probe.silent(strategy);
        Probe later = Probe.silent(strategy);
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        Probe hour = new Probe(strategy, told::add);
        Probe given = new Probe(strategy, told::add);
        soon.arm(SHORT);
        later.arm(4 * SHORT);
        hour.arm(HOUR);
        given.arm(HOUR);
        given.disarm();
        given.close();
        require(
                soon.await(trial.patienceMillis()),
                "a lane of 5 ms never expired beside another that disarmed and closed");
        soon.disarm();
        soon.close();
        require(
                later.await(trial.patienceMillis()),
                "a lane of 20 ms never expired once one of 5 ms had expired and closed");
        Probe.watch(List.of(soon, later, hour), 10);
        require(told.isEmpty(), "a lane of an hour expired when others of 5 and 20 ms did");
        later.disarm();
        hour.disarm();
        return Finding.kept("lanes of 5 ms, 20 ms and an hour, one of them closed");
    }

    static Finding extremes(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        // From 17 s on, as ns, us, ms or s, in four bytes or eight: what is cut on the way comes early.
        List<Probe> far = new ArrayList<>();
        for (int power = 34; power < 63; power++) {
            far.add(armed(strategy, 1L << power));
            far.add(armed(strategy, 3L << (power - 1)));
        }
        far.add(armed(strategy, Long.MAX_VALUE - 1));
        far.add(armed(strategy, Long.MAX_VALUE));
        // Beside them, where deadlines that overflow are in no order.
        List<Probe> over = new ArrayList<>();
        for (long nanos : new long[] {0, -1, -HOUR, Long.MIN_VALUE, SHORT}) {
            over.add(armed(strategy, nanos));
        }
        require(
                Probe.awaitAll(over, trial.patienceMillis()),
                "a timeout of 0, -1 ns, -1 h, Long.MIN_VALUE ns or 5 ms did not expire");
        Probe.watch(far, 20 + trial.granularityMillis());
        Optional<Probe> early = far.stream().filter(Probe::cameEarly).findFirst();
        over.forEach(Probe::disarm);
        far.forEach(Probe::disarm);
        return early.isPresent()
                ? Finding.broken(
                        "a timeout of %,d s expired early",
                        TimeUnit.NANOSECONDS.toSeconds(early.get().lengthNanos()))
                : Finding.kept("0, -1 ns, -1 h and Long.MIN_VALUE ns expire at once; 17 s to 292 years do not");
    }

    private static Probe armed(TimeoutStrategy strategy, long nanos) {
        Probe lane = Probe.silent(strategy);
        lane.arm(nanos);
        return lane;
    }

    static Finding goesOn(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        Probe throwing = Probe.throwing(strategy);
        Probe other = Probe.silent(strategy);
        for (String time : List.of("first", "second")) {
            throwing.arm(SHORT);
            other.arm(2 * SHORT);
            require(
                    throwing.await(trial.patienceMillis()),
                    "a lane whose expiry throws got no expiry the %s time",
                    time);
            require(
                    other.await(trial.patienceMillis()),
                    "no expiry came within %d ms for a lane, after another's expiry had thrown",
                    trial.patienceMillis());
            // Nobody is to be told again because it threw.
            Probe.watch(List.of(throwing), 10 + trial.granularityMillis());
            require(!throwing.toldTwice(), "an expiry that throws came again for the same ticket, the %s time", time);
            throwing.disarm();
            other.disarm();
        }
        return Finding.kept("two lanes, one of which throws, two expiries each");
    }
}
