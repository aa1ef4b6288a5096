package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

import afterglow.contract.Probe.Told;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The experiments about what a strategy keeps: threads, closed lanes, and anything after it is closed. */
final class Holdings {

    /** The JDK's own, started on demand, and not a strategy's to end. */
    private static final Pattern JDK_THREAD =
            Pattern.compile("Common-Cleaner|process reaper.*|VirtualThread-unparker|Attach Listener|Notification Thread"
                    + "|ForkJoinPool\\.commonPool-.*");

    private static final int FEW_LANES = 32;

    /** How much is done of each kind; where threads grow, so many times as much, to see whether they go on growing. */
    private static final int LANES = 4_000;

    private static final int CLOSED_LANES = 256;
    private static final int FEW_SENDS = 20_000;
    private static final int MANY_SENDS = 100_000;
    private static final int EXPIRING_ROUNDS = 64;
    private static final int MOST_TIMES = 500;
    private static final int LAPS = 8;
    private static final long MOST_NANOS = 500 * MILLI;

    /** A pool may grow by so many threads. */
    private static final int MORE_THREADS = 32;

    /** A thread may end, and another one take its place, as often as this. */
    private static final long RENEWAL_NANOS = 100 * MILLI;

    /** Of a lane that closes before its first send. */
    private static final long UNUSED = Long.MIN_VALUE;

    /** What lanes have armed and disarmed: nothing, at once, very short, long, for ever. */
    private static final long[] LENGTHS = {
        UNUSED,
        0,
        -1,
        100,
        10_000,
        MILLI,
        HOUR,
        TimeUnit.DAYS.toNanos(100),
        TimeUnit.DAYS.toNanos(7_000),
        Long.MAX_VALUE
    };

    private static final int LANES_OF_EACH = 64;

    /** The lengths, and lanes that expire or are disarmed elsewhere. */
    private static final int KINDS_CLOSED = LENGTHS.length + 2;

    private static final int SENDING_THREADS = 64;

    /** Where some are held, so many times as many more are closed. */
    private static final int MORE_TIMES = 4;

    private static final int MOST_CLOSED_LANES = 50_000;

    private static final int COLLECTIONS = 40;

    /** Some clean up each second: every later collection waits so long. */
    private static final int CLEAN_UP_MILLIS = 100;

    /** A thread may know for a while the lanes that it looked at last; so many and no more, however many lanes there are. */
    private static final int RESIDUE = 2;

    private static final int CLOSING_LANES = 8;
    private static final int LEAST_CLOSES = 8;
    private static final int MOST_CLOSES = 400;

    /** What comes after a close comes within this; of so many closes one may have such an expiry. */
    private static final int LATE_MILLIS = 25;

    private static final int MOST_LATE = 8;

    private static final long ARMED_NANOS = 20 * MILLI;
    private static final int CLOSED_STRATEGIES = 8;

    /** What a strategy begins beside many is to end as well; so many, if that takes no longer. */
    private static final int CLOSED_CROWD = 5_000;

    private static final long MOST_CROWD_NANOS = 300 * MILLI;

    private Holdings() {}

    static Finding fewThreads(Trial trial) {
        ThreadCount growth = new ThreadCount(trial);
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = new ArrayList<>();
        Runnable opens = () -> {
            Probe lane = Probe.silent(strategy);
            lane.arm(HOUR);
            lane.parkNanos();
            lanes.add(lane);
        };
        IntStream.range(0, FEW_LANES).forEach(i -> opens.run());
        List<Probe> few = List.copyOf(lanes);
        Probe lane = few.get(0);
        growth.over(LANES, 16, "more lanes", opens);
        lanes.forEach(Probe::disarm);
        // What abandons its timers would fill the heap.
        boolean clean = Deadlines.isClean(trial);
        int times = clean ? MOST_TIMES : 1;
        growth.over(clean ? MANY_SENDS : FEW_SENDS, times, "sends", () -> {
            lane.arm(HOUR);
            lane.disarm();
        });
        growth.over(CLOSED_LANES, times, "closed lanes", () -> usedAndClosed(strategy, HOUR));
        growth.over(EXPIRING_ROUNDS, times, "rounds of " + FEW_LANES + " expiries", () -> {
            few.forEach(one -> one.arm(0));
            Probe.awaitAll(few, trial.patienceMillis(Fault.LOST));
            few.forEach(Probe::disarm);
        });
        // Last: the threads end after it.
        overThreads(trial, strategy, growth);
        lanes.forEach(Probe::close);
        return Finding.kept("%s", growth.seen);
    }

    /** Sends, each by a thread of its own that lives on. */
    private static void overThreads(Trial trial, TimeoutStrategy strategy, ThreadCount growth) {
        CountDownLatch over = new CountDownLatch(1);
        try {
            growth.over(SENDING_THREADS, 1, "sending threads", () -> {
                CountDownLatch sent = new CountDownLatch(1);
                FutureTask<Boolean> sends = trial.start(() -> {
                    usedAndClosed(strategy, HOUR);
                    sent.countDown();
                    over.await();
                    return true;
                });
                Patience.until(trial.patienceMillis(), () -> sent.getCount() == 0 || sends.isDone());
                require(
                        sent.getCount() == 0,
                        "a send by a thread of its own failed, or was not over within %d ms",
                        trial.patienceMillis());
            });
        } finally {
            over.countDown();
        }
    }

    /** How the threads grow with what is done, those that end again too. */
    private static final class ThreadCount {

        private final Trial trial;
        private final Set<Thread> others = Thread.getAllStackTraces().keySet();
        private final long othersStarted = totalStarted();
        private String seen = "";
        private int live;
        private long ended;

        ThreadCount(Trial trial) {
            this.trial = trial;
        }

        private static long totalStarted() {
            return ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
        }

        private void look() {
            // In this order: what starts meanwhile has not ended.
            long startedSince = totalStarted() - othersStarted;
            Set<Thread> now = new HashSet<>(Thread.getAllStackTraces().keySet());
            now.removeAll(others);
            // One that ended has no name to tell whether the strategy shares it: the JDK may start one for each task.
            ended = trial.descriptor().sharedThreads().isEmpty() ? startedSince - now.size() : 0;
            now.removeIf(thread -> !isStrategys(thread, trial));
            live = now.size();
        }

        /** Does something often enough, and so many times as often while the threads grow with it. */
        void over(int least, int times, String what, Runnable action) {
            look();
            int before = live;
            long endedBefore = ended;
            long more = 0;
            long done = 0;
            long start = System.nanoTime();
            OwnTime time = new OwnTime();
            long most = MOST_NANOS;
            while (time.isWithin(most) && done < (more > 0 ? (long) least * times : least)) {
                action.run();
                done++;
                if (done % (least / LAPS) == 0 || Long.bitCount(done) == 1) {
                    look();
                    long renewed = (System.nanoTime() - start) / RENEWAL_NANOS;
                    more = Math.max(live - before, ended - endedBefore - renewed);
                    most = more > 0 ? Math.max(MOST_NANOS, trial.stayNanos()) : most;
                }
                String grow = "threads grew from %d to %d after %,d %s; %d more started and ended";
                require(more <= MORE_THREADS, grow, before, live, done, what, ended - endedBefore);
            }
            seen += "%s%d threads after %,d %s".formatted(seen.isEmpty() ? "" : ", ", live, done, what);
        }
    }

    static Finding freesLanes(Trial trial) throws ExecutionException, InterruptedException {
        TimeoutStrategy strategy = trial.strategy();
        boolean clean = Deadlines.isClean(trial);
        List<WeakReference<Probe>> closed = new ArrayList<>(closedOfEachKind(strategy, trial, clean, LANES_OF_EACH));
        WeakReference<Object> canary = new WeakReference<>(new Object());
        long held = held(closed, trial, RESIDUE);
        long before = 0;
        while (held > Math.max(RESIDUE, 2 * before) && closed.size() < MOST_CLOSED_LANES) {
            // Some keep the last lanes that closed, and no more of them however many there are.
            before = held;
            closed.addAll(closedOfEachKind(strategy, trial, clean, MORE_TIMES * closed.size() / KINDS_CLOSED));
            held = held(closed, trial, 2 * before);
        }
        if (canary.get() != null) {
            return Finding.notApplicable("this JVM does not collect on request");
        }
        String seen = "of %d closed lanes %d are held";
        require(held <= Math.max(RESIDUE, 2 * before), seen, closed.size(), held);
        return Finding.kept(seen, closed.size(), held);
    }

    private static List<WeakReference<Probe>> closedOfEachKind(
            TimeoutStrategy strategy, Trial trial, boolean clean, int ofEach)
            throws ExecutionException, InterruptedException {
        List<WeakReference<Probe>> closed = new ArrayList<>();
        for (int i = 0; i < ofEach * LENGTHS.length; i++) {
            closed.add(usedAndClosed(strategy, clean ? LENGTHS[i % LENGTHS.length] : MILLI));
        }
        closed.addAll(expiredAndClosed(strategy, trial, ofEach));
        if (clean && trial.descriptor().inFlight()) {
            closed.addAll(closedElsewhere(strategy, trial, ofEach));
        }
        return closed;
    }

    /** Lanes armed by this thread, and disarmed and closed by another, as sends in flight are. */
    private static List<WeakReference<Probe>> closedElsewhere(TimeoutStrategy strategy, Trial trial, int lanes)
            throws ExecutionException, InterruptedException {
        List<Probe> all = Probe.silent(strategy, lanes);
        for (int i = 0; i < lanes; i++) {
            all.get(i).arm(i % 2 == 0 ? HOUR : Long.MAX_VALUE);
        }
        FutureTask<Boolean> elsewhere = trial.start(() -> {
            all.forEach(Probe::disarm);
            all.forEach(Probe::close);
            return true;
        });
        elsewhere.get();
        return all.stream().map(WeakReference::new).toList();
    }

    /** Lanes that close after an expiry: what ended by itself may leave something else than what was disarmed. */
    private static List<WeakReference<Probe>> expiredAndClosed(TimeoutStrategy strategy, Trial trial, int lanes) {
        List<Probe> all = Probe.silent(strategy, lanes);
        Probe.expireOnce(all, trial);
        all.forEach(Probe::close);
        return all.stream().map(WeakReference::new).toList();
    }

    private static WeakReference<Probe> usedAndClosed(TimeoutStrategy strategy, long nanos) {
        Probe lane = Probe.silent(strategy);
        for (int i = 0; i < 3 && nanos != UNUSED; i++) {
            lane.arm(nanos);
            lane.parkNanos();
            lane.disarm();
        }
        lane.close();
        return new WeakReference<>(lane);
    }

    private static long held(List<? extends WeakReference<?>> closed, Trial trial, long few) {
        long held = closed.size();
        for (int i = 0; i < COLLECTIONS && held > few; i++) {
            if (i == COLLECTIONS / 2) {
                clearSoftReferences();
            }
            System.gc();
            // Deferred clean-up has its time: a wheel turns, a cancel is carried out elsewhere.
            Patience.until((i < COLLECTIONS / 2 ? 5 : CLEAN_UP_MILLIS) + trial.granularityMillis(), () -> false);
            held = closed.stream().filter(one -> one.get() != null).count();
        }
        return held;
    }

    /** Asks for more than there is: a JVM clears every soft reference before it refuses. */
    @SuppressWarnings("UnusedVariable")
    private static void clearSoftReferences() {
        try {
            long[] tooMuch = new long
                    [(int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 8)];
        } catch (OutOfMemoryError expected) {
            // Nothing was allocated.
        }
    }

    /**
     * Closes a lane or a strategy again and again while an expiry of it is under way. A part of the expiries takes until the
     * close waits for something, 20 ms at most; another part ends its own lane, as a send in flight does. One lane has an hour.
     */
    static Finding closeBesideExpiries(Trial trial) {
        Random random = new Random(trial.seed());
        long start = System.nanoTime();
        int rounds = 0;
        Set<Integer> late = ConcurrentHashMap.newKeySet();
        while (rounds < LEAST_CLOSES || (rounds < MOST_CLOSES && System.nanoTime() - start < trial.stayNanos())) {
            TimeoutStrategy strategy = trial.ownStrategy();
            boolean slow = rounds % 2 == 0;
            boolean laneFirst = rounds % 4 > 1;
            CountDownLatch underWay = new CountDownLatch(1);
            AtomicReference<Thread> closer = new AtomicReference<>();
            AtomicBoolean armed = new AtomicBoolean();
            AtomicBoolean isClosed = new AtomicBoolean();
            int round = rounds;
            List<Probe> lanes = new ArrayList<>();
            for (int i = 0; i < CLOSING_LANES; i++) {
                int own = i;
                lanes.add(new Probe(strategy, told -> {
                    if (isClosed.get()) {
                        late.add(round);
                    }
                    underWay.countDown();
                    if (slow) {
                        Patience.until(20, () -> waitsOrEnded(closer.get()));
                    }
                    // A lane is one thread's at a time.
                    if (laneFirst && own > 0 && armed.get()) {
                        lanes.get(own).disarm();
                        lanes.get(own).close();
                    }
                }));
            }
            lanes.forEach(lane -> lane.arm(slow ? MILLI : random.nextInt(500_000)));
            armed.set(true);
            Probe.silent(strategy).arm(HOUR);
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
                isClosed.set(true);
                return true;
            });
            rounds++;
            boolean closed = Patience.until(trial.patienceMillis(), close::isDone);
            Thread thread = closer.get();
            require(
                    closed,
                    "close number %d, of %d armed lanes beside an expiry, did not return within %d ms %s",
                    rounds,
                    CLOSING_LANES,
                    trial.patienceMillis(),
                    closed || thread == null ? "" : Trial.whereIs(thread));
        }
        Patience.until(LATE_MILLIS, () -> false);
        // A thread that has looked whether it is closed may be stalled before it tells; not in so many rounds.
        String seen = "closed %d times while expiries came; in %d of them one began after close returned";
        require(MOST_LATE * late.size() <= rounds, seen, rounds, late.size());
        return Finding.kept(seen, rounds, late.size());
    }

    private static boolean waitsOrEnded(Thread thread) {
        return thread != null && (Deadlines.waits(thread) || !thread.isAlive());
    }

    static Finding closeEnds(Trial trial) {
        Set<Thread> before = threads(trial);
        // One that never had anything to do closes as well.
        trial.ownStrategy().close();
        TimeoutStrategy other = trial.ownStrategy();
        Probe beside = Probe.silent(other);
        beside.arm(ARMED_NANOS);
        List<WeakReference<TimeoutStrategy>> strategies = Stream.generate(() -> closedStrategy(trial))
                .limit(CLOSED_STRATEGIES)
                .collect(Collectors.toCollection(ArrayList::new));
        strategies.add(closedCrowd(trial));
        require(
                trial.has(Fault.LOST) || beside.await(trial.patienceMillis()),
                "a lane never expired once other strategies of its kind had closed");
        beside.disarm();
        other.close();
        Queue<Told> told = new ConcurrentLinkedQueue<>();
        Closed closed = usedThenClosed(trial, told);
        Patience.until(ARMED_NANOS / MILLI + 10 + trial.granularityMillis(), () -> false);
        // Looked at once more, a thread that comes and goes would be taken for one that stays.
        boolean ended = Patience.until(
                trial.patienceMillis(), () -> started(trial, before).isEmpty());
        // Counted once the threads had their turn to tell, however busy the machine is.
        long after = told.stream()
                .filter(one -> one.atNanos() - closed.atNanos() > 0)
                .count();
        require(after == 0, "%d expiries came after close", after);
        Set<Thread> left = ended ? Set.of() : started(trial, before);
        String names = left.stream().map(Thread::getName).sorted().limit(3).collect(Collectors.joining(", "));
        require(left.isEmpty(), "%d threads live on: %s", left.size(), names);
        requireReleased(closed.lanes(), "lanes", trial);
        requireReleased(strategies, "strategies", trial);
        return Finding.kept(
                closed.ownTasks()
                        ? "no thread, no task, no expiry afterwards"
                        : "no thread, no expiry afterwards; tasks stay until their deadline in a scheduler that it does not own");
    }

    private static void requireReleased(List<? extends WeakReference<?>> closed, String what, Trial trial) {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        long held = held(closed, trial, RESIDUE);
        require(canary.get() != null || held <= RESIDUE, "of %d %s %d are held after close", closed.size(), what, held);
    }

    private static WeakReference<TimeoutStrategy> closedStrategy(Trial trial) {
        TimeoutStrategy strategy = trial.ownStrategy();
        usedAndClosed(strategy, ARMED_NANOS);
        strategy.close();
        // To close twice is to close once, also for a thread that strategies share.
        strategy.close();
        return new WeakReference<>(strategy);
    }

    private static WeakReference<TimeoutStrategy> closedCrowd(Trial trial) {
        TimeoutStrategy strategy = trial.ownStrategy();
        boolean ownTasks = strategy.retentionRoot() != null
                || (Deadlines.isClean(trial)
                        && trial.descriptor().sharedThreads().isEmpty());
        long nanos = ownTasks ? HOUR : ARMED_NANOS;
        // What it cannot drop expires all at once, and may start a thread for each expiry.
        int crowd = ownTasks ? CLOSED_CROWD : CLOSED_LANES;
        OwnTime time = new OwnTime();
        for (int i = 0; i < crowd && time.isWithin(MOST_CROWD_NANOS); i++) {
            Probe lane = Probe.silent(strategy);
            lane.arm(nanos);
            lane.parkNanos();
        }
        strategy.close();
        return new WeakReference<>(strategy);
    }

    /**
     * What is left to look at when a strategy is closed and gone.
     *
     * @param ownTasks whether the strategy could drop its tasks: it keeps them itself, or leaves none
     */
    private record Closed(List<WeakReference<Probe>> lanes, long atNanos, boolean ownTasks) {}

    private static Closed usedThenClosed(Trial trial, Queue<Told> told) {
        TimeoutStrategy strategy = trial.ownStrategy();
        List<Probe> lanes = Probe.open(strategy, 12, told::add);
        boolean ownTasks = Deadlines.isClean(trial) || strategy.retentionRoot() != null;
        // A third expired, a third disarmed, a third left armed: none may be told any more.
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
        live.removeIf(thread -> !isStrategys(thread, trial));
        return live;
    }

    private static boolean isStrategys(Thread thread, Trial trial) {
        return thread.isAlive()
                && !trial.owns(thread)
                && !JDK_THREAD.matcher(thread.getName()).matches()
                && trial.descriptor().sharedThreads().stream().noneMatch(thread.getName()::startsWith);
    }

    static Set<Thread> started(Trial trial, Set<Thread> before) {
        Set<Thread> now = threads(trial);
        now.removeAll(before);
        return now;
    }
}
