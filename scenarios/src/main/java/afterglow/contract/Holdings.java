package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;

import afterglow.contract.Probe.Told;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The experiments about what a strategy holds: threads, closed lanes, and anything at all once it is closed. */
final class Holdings {

    /** The JDK's own, started on demand for other reasons than a strategy. */
    private static final Pattern JDK_THREAD = Pattern.compile(
            "Common-Cleaner|process reaper.*|VirtualThread-unparker|Attach Listener|Notification Thread");

    private static final int LANES = 256;
    private static final int FEW_LANES = 32;

    /** Sends that are disarmed, and sends that expire; a pool may grow by so many threads meanwhile. */
    private static final int FEW_SENDS = 20_000;

    private static final int MANY_SENDS = 100_000;
    private static final int EXPIRING_SENDS = 2_000;
    private static final long MOST_NANOS = 500 * MILLI;
    private static final int MORE_THREADS = 16;

    private static final int FREED_LANES = 16;
    /** What a lane has armed and disarmed: long, for ever, and at once. */
    private static final long[] LENGTHS = {HOUR, Long.MAX_VALUE, 0};

    private static final int COLLECTIONS = 40;

    /** A thread may know for a while the lanes that it looked at last; so many and no more, however many lanes there are. */
    private static final int RESIDUE = 2;

    private static final int CLOSED_LANES = 8;
    private static final int LEAST_CLOSES = 8;
    private static final int MOST_CLOSES = 400;

    private static final long ARMED_NANOS = 20 * MILLI;

    private Holdings() {}

    static Finding fewThreads(Trial trial) {
        Set<Thread> others = threads(trial);
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = new ArrayList<>();
        int few = armed(trial, strategy, lanes, FEW_LANES, others);
        int many = armed(trial, strategy, lanes, LANES, others);
        lanes.forEach(Probe::disarm);
        String seen = "%d threads for %d lanes, %d for %d".formatted(few, FEW_LANES, many, LANES);
        if (many - few > (LANES - FEW_LANES) / 4) {
            return Finding.broken(seen);
        }
        int before = started(trial, others).size();
        Probe lane = lanes.get(0);
        // What abandons its timers would fill the heap.
        int most = Deadlines.isClean(trial) ? MANY_SENDS : FEW_SENDS;
        long start = System.nanoTime();
        int sent = 0;
        while (sent < FEW_SENDS || (sent < most && System.nanoTime() - start < MOST_NANOS)) {
            lane.arm(HOUR);
            lane.disarm();
            sent++;
        }
        int disarmed = started(trial, others).size();
        start = System.nanoTime();
        int expired = 0;
        while (expired < EXPIRING_SENDS && System.nanoTime() - start < MOST_NANOS) {
            lane.arm(0);
            lane.await(trial.patienceMillis(Fault.LOST));
            lane.disarm();
            expired++;
        }
        int after = Math.max(disarmed, started(trial, others).size());
        lanes.forEach(Probe::close);
        seen += ", %d after %d sends".formatted(after, sent + expired);
        return after - before > MORE_THREADS ? Finding.broken(seen) : Finding.kept(seen);
    }

    private static int armed(Trial trial, TimeoutStrategy strategy, List<Probe> lanes, int count, Set<Thread> before) {
        while (lanes.size() < count) {
            Probe lane = new Probe(strategy);
            lane.arm(HOUR);
            lane.parkNanos();
            lanes.add(lane);
        }
        return started(trial, before).size();
    }

    static Finding freesLanes(Trial trial) {
        TimeoutStrategy strategy = trial.strategy();
        boolean clean = Deadlines.isClean(trial);
        List<WeakReference<Probe>> closed = new ArrayList<>();
        for (int i = 0; i < FREED_LANES; i++) {
            closed.add(usedAndClosed(strategy, clean ? LENGTHS[i % LENGTHS.length] : MILLI));
        }
        WeakReference<Object> canary = new WeakReference<>(new Object());
        long held = held(closed, trial);
        if (canary.get() != null) {
            return Finding.notApplicable("this JVM does not collect on request");
        }
        String seen = "of %d closed lanes %d are held".formatted(FREED_LANES, held);
        return held > RESIDUE ? Finding.broken(seen) : Finding.kept(seen);
    }

    private static WeakReference<Probe> usedAndClosed(TimeoutStrategy strategy, long nanos) {
        Probe lane = new Probe(strategy);
        for (int i = 0; i < 3; i++) {
            lane.arm(nanos);
            lane.parkNanos();
            lane.disarm();
        }
        lane.close();
        return new WeakReference<>(lane);
    }

    private static long held(List<WeakReference<Probe>> lanes, Trial trial) {
        long held = lanes.size();
        for (int i = 0; i < COLLECTIONS && held > RESIDUE; i++) {
            System.gc();
            // Deferred clean-up has its time: a wheel turns, a cancel is carried out elsewhere.
            Patience.until(5 + trial.granularityMillis(), () -> false);
            held = lanes.stream().filter(lane -> lane.get() != null).count();
        }
        return held;
    }

    /**
     * Closes a lane or a strategy again and again while an expiry of it is under way. A part of the expiries takes until the
     * close waits for something, 20 ms at most; another part ends its own lane, as a send in flight does.
     */
    static Finding closeBesideExpiries(Trial trial) {
        Random random = new Random(trial.seed());
        long start = System.nanoTime();
        int rounds = 0;
        while (rounds < LEAST_CLOSES || (rounds < MOST_CLOSES && System.nanoTime() - start < trial.stayNanos())) {
            TimeoutStrategy strategy = trial.ownStrategy();
            boolean slow = rounds % 2 == 0;
            boolean laneFirst = rounds % 4 > 1;
            CountDownLatch underWay = new CountDownLatch(1);
            AtomicReference<Thread> closer = new AtomicReference<>();
            List<Probe> lanes = new ArrayList<>();
            for (int i = 0; i < CLOSED_LANES; i++) {
                AtomicReference<Probe> self = new AtomicReference<>();
                Probe lane = new Probe(strategy, told -> {
                    underWay.countDown();
                    if (slow) {
                        Patience.until(20, () -> waits(closer.get()));
                    }
                    Probe own = self.get();
                    if (laneFirst && own != lanes.get(0)) {
                        own.disarm();
                        own.close();
                    }
                });
                self.set(lane);
                lanes.add(lane);
            }
            lanes.forEach(lane -> lane.arm(slow ? MILLI : random.nextInt(500_000)));
            if (slow) {
                Patience.until(5 + 2 * trial.granularityMillis(), () -> {
                    lanes.get(0).parkNanos();
                    return underWay.getCount() == 0;
                });
            } else {
                LockSupport.parkNanos(random.nextInt(500_000));
            }
            FutureTask<Boolean> close = trial.start(() -> {
                closer.set(Thread.currentThread());
                if (laneFirst) {
                    lanes.get(0).disarm();
                    lanes.get(0).close();
                }
                strategy.close();
                return true;
            });
            rounds++;
            if (!Patience.until(trial.patienceMillis(), close::isDone)) {
                Thread thread = closer.get();
                String where = thread == null ? "" : " " + Stacks.where(thread);
                return Finding.broken(
                        "close number %d, of %d armed lanes beside an expiry, did not return within %d ms%s"
                                .formatted(rounds, CLOSED_LANES, trial.patienceMillis(), where));
            }
        }
        return Finding.kept("closed %d times beside expiries".formatted(rounds));
    }

    private static boolean waits(@Nullable Thread thread) {
        return thread != null
                && switch (thread.getState()) {
                    case BLOCKED, WAITING, TIMED_WAITING, TERMINATED -> true;
                    default -> false;
                };
    }

    static Finding closeEnds(Trial trial) {
        Set<Thread> before = threads(trial);
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        Closed closed = usedThenClosed(trial, told);
        Patience.until(ARMED_NANOS / MILLI + 10 + trial.granularityMillis(), () -> false);
        long after = told.stream()
                .filter(one -> one.atNanos() - closed.atNanos() > 0)
                .count();
        if (after > 0) {
            return Finding.broken(after + " expiries came after close");
        }
        Patience.until(trial.patienceMillis(), () -> started(trial, before).isEmpty());
        Set<Thread> left = started(trial, before);
        if (!left.isEmpty()) {
            return Finding.broken(left.size() + " threads live on: "
                    + left.stream().map(Thread::getName).sorted().limit(3).collect(Collectors.joining(", ")));
        }
        WeakReference<Object> canary = new WeakReference<>(new Object());
        long held = held(closed.lanes(), trial);
        if (canary.get() == null && held > RESIDUE) {
            return Finding.broken("of " + closed.lanes().size() + " lanes " + held + " are held after close");
        }
        return Finding.kept(
                closed.ownTasks()
                        ? "no thread, no task, no expiry afterwards"
                        : "no thread, no expiry afterwards; tasks stay until their deadline, in a scheduler not its own");
    }

    /**
     * What is left to look at when a strategy is closed and gone.
     *
     * @param ownTasks whether the strategy could drop its tasks: it keeps them itself, or leaves none
     */
    private record Closed(List<WeakReference<Probe>> lanes, long atNanos, boolean ownTasks) {}

    private static Closed usedThenClosed(Trial trial, Queue<Told> told) {
        TimeoutStrategy strategy = trial.ownStrategy();
        List<Probe> lanes =
                Stream.generate(() -> new Probe(strategy, told::add)).limit(12).toList();
        boolean ownTasks = Deadlines.isClean(trial) || strategy.retentionRoot() != null;
        // A third expired, a third disarmed, a third left armed: nobody may hear of any of them any more.
        List<Probe> expired = lanes.subList(0, 4);
        expired.forEach(lane -> lane.arm(MILLI));
        Patience.until(20 + 2 * trial.granularityMillis(), () -> told.size() >= 4);
        expired.forEach(Probe::disarm);
        expired.forEach(Probe::close);
        for (Probe lane : lanes.subList(4, 8)) {
            lane.arm(ownTasks ? HOUR : ARMED_NANOS);
            lane.parkNanos();
            lane.disarm();
            lane.close();
        }
        lanes.subList(8, 12).forEach(lane -> lane.arm(ARMED_NANOS));
        strategy.close();
        long at = System.nanoTime();
        strategy.close();
        return new Closed(lanes.stream().map(WeakReference::new).toList(), at, ownTasks);
    }

    /** The live threads that are neither the trial's nor the JDK's. */
    static Set<Thread> threads(Trial trial) {
        Set<Thread> live = new HashSet<>(Thread.getAllStackTraces().keySet());
        live.removeIf(thread -> !thread.isAlive()
                || trial.owns(thread)
                || JDK_THREAD.matcher(thread.getName()).matches()
                || trial.descriptor().sharedThreads().stream().anyMatch(thread.getName()::startsWith));
        return live;
    }

    static Set<Thread> started(Trial trial, Set<Thread> before) {
        Set<Thread> now = threads(trial);
        now.removeAll(before);
        return now;
    }
}
