package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;

import afterglow.contract.Probe.Told;
import afterglow.timeout.TimeoutStrategy;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The experiments about what a strategy holds: threads, closed lanes, and anything at all once it is closed. */
final class Holdings {

    /** The JDK's own, started on demand for other reasons than a strategy. */
    private static final Pattern JDK_THREAD = Pattern.compile(
            "Common-Cleaner|process reaper.*|VirtualThread-unparker|Attach Listener|Notification Thread");

    private static final int LANES = 256;
    private static final int FEW_LANES = 32;
    private static final int FREED_LANES = 16;
    private static final int COLLECTIONS = 40;

    /** A thread may know for a while the lanes that it looked at last; so many and no more, however many lanes there are. */
    private static final int RESIDUE = 2;

    private static final long ARMED_NANOS = 20 * MILLI;

    private Holdings() {}

    static Finding fewThreads(Trial trial) {
        Set<Thread> before = threads(trial);
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = new ArrayList<>();
        int few = armed(trial, strategy, lanes, FEW_LANES, before);
        int many = armed(trial, strategy, lanes, LANES, before);
        lanes.forEach(Probe::disarm);
        lanes.forEach(Probe::close);
        String seen = "%d threads for %d lanes, %d for %d".formatted(few, FEW_LANES, many, LANES);
        return many - few > (LANES - FEW_LANES) / 4 ? Finding.broken(seen) : Finding.kept(seen);
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
            closed.add(usedAndClosed(strategy, clean ? HOUR : MILLI));
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
                Stream.generate(() -> new Probe(strategy, told)).limit(12).toList();
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

    private static Set<Thread> threads(Trial trial) {
        Set<Thread> live = new HashSet<>(Thread.getAllStackTraces().keySet());
        live.removeIf(thread -> !thread.isAlive()
                || trial.owns(thread)
                || JDK_THREAD.matcher(thread.getName()).matches()
                || trial.descriptor().sharedThreads().stream().anyMatch(thread.getName()::startsWith));
        return live;
    }

    private static Set<Thread> started(Trial trial, Set<Thread> before) {
        Set<Thread> now = threads(trial);
        now.removeAll(before);
        return now;
    }
}
