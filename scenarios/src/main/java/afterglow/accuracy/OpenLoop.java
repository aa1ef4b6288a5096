package afterglow.accuracy;

import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One run of a load against a strategy.
 *
 * <p>One thread starts the sends of all lanes. A strategy that has no thread of its own, and expires only when the waiting
 * lane asks, gets a thread for each lane, which waits as the lane of a blocking send does.
 */
final class OpenLoop {

    /** More threads than these would measure the operating system's scheduler, not the strategy. */
    static final int MOST_WAITING_LANES = 256;

    private static final long LOOK_NANOS = 1_000_000;
    private static final long LEAST_NAP_NANOS = 200_000;
    private static final long MOST_NAP_NANOS = 50_000_000;
    static final long FAR_NANOS = 3_600_000_000_000L;

    private final TimeoutStrategy strategy;
    private final Load load;
    private final ExpiryCounts counts = new ExpiryCounts();
    private long begin;

    OpenLoop(TimeoutStrategy strategy, Load load) {
        this.strategy = strategy;
        this.load = load;
    }

    /** Whether a strategy expires only when the waiting lane asks. */
    static boolean needsWaitingLanes(TimeoutStrategy strategy) {
        try (Timeout timeout = strategy.open(ticket -> {})) {
            timeout.arm(FAR_NANOS, 1);
            long nanos = timeout.parkNanos();
            timeout.disarm();
            return nanos != Long.MAX_VALUE;
        }
    }

    /** Runs it to its end: every expiry has come or was given up. */
    ExpiryCounts run(boolean waitingLanes) throws InterruptedException {
        List<ProbeLane> lanes = new ArrayList<>(load.lanes());
        try {
            for (int i = 0; i < load.lanes(); i++) {
                lanes.add(new ProbeLane(strategy, load, load.starts(i), counts));
            }
            begin = System.nanoTime();
            if (waitingLanes) {
                runEach(lanes);
            } else {
                runAll(lanes);
            }
        } finally {
            lanes.forEach(ProbeLane::close);
        }
        return counts;
    }

    private void runAll(List<ProbeLane> lanes) {
        PriorityQueue<ProbeLane> turns = new PriorityQueue<>(lanes.size(), (a, b) -> Long.compare(a.turn, b.turn));
        turns.addAll(lanes);
        for (ProbeLane lane = turns.peek(); lane != null; lane = turns.peek()) {
            long ahead = lane.turn - elapsed();
            if (ahead > 0) {
                // A little late costs nothing, see ProbeLane.SLACK_NANOS, and spares the machine wake-ups.
                LockSupport.parkNanos(this, Math.max(ahead, LEAST_NAP_NANOS));
                continue;
            }
            turns.remove();
            if (look(lane)) {
                turns.add(lane);
            }
        }
    }

    /** Serves a lane whose turn it is; returns whether it gets another. */
    private boolean look(ProbeLane lane) {
        long now = elapsed();
        if (lane.waits()) {
            if (!lane.givesUp()) {
                lane.turn = now + LOOK_NANOS;
                return true;
            }
            lane.starts.skipTo(now);
        }
        lane.end();
        if (over(lane)) {
            return false;
        }
        if (lane.starts.next() > now) {
            lane.turn = lane.starts.next();
            return true;
        }
        lane.start(begin);
        lane.parkNanos();
        lane.turn = Math.min(
                lane.starts.next(), now + load.deadline().plus(load.overhead()).toNanos());
        return true;
    }

    private void runEach(List<ProbeLane> lanes) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            ProbeLane lane = lanes.get(i);
            threads.add(LatenessMeasurement.start("waiting-lane-" + i, () -> wait(lane)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void wait(ProbeLane lane) {
        while (!over(lane)) {
            for (long ahead = lane.starts.next() - elapsed(); ahead > 0; ahead = lane.starts.next() - elapsed()) {
                LockSupport.parkNanos(this, ahead);
            }
            lane.start(begin);
            while (lane.waits()) {
                long nanos = lane.parkNanos();
                if (lane.waits()) {
                    LockSupport.parkNanos(this, Math.min(nanos, MOST_NAP_NANOS));
                    if (lane.givesUp()) {
                        lane.starts.skipTo(elapsed());
                    }
                }
            }
            lane.end();
        }
    }

    /** Whether no start is left; what a lane could not begin before the end, because it still waited, it never begins. */
    private boolean over(ProbeLane lane) {
        long end = load.duration().toNanos();
        return lane.starts.next() >= end || elapsed() >= end + load.deadline().toNanos();
    }

    private long elapsed() {
        return System.nanoTime() - begin;
    }
}
