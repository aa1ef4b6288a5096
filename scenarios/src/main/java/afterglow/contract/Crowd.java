package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

import afterglow.contract.PlainScheduler.Both;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * A seeded script over many lanes: short, middling and very long timeouts are armed, and disarmed in any order, all the time;
 * lanes close, and others open. Every timeout that is to expire is given to a plain scheduler as well.
 */
final class Crowd {

    private static final int FEW = 64;
    private static final int MANY = 12_000;
    private static final long LONGER_NANOS = 100 * MILLI;
    private static final long USUAL_MARGIN = 3 * MILLI;
    private static final int ATTEMPTS = 3;
    private static final int STEPS = 400;
    private static final int ARMS_A_STEP = 4;
    private static final int DISARMS_A_STEP = 2;

    /** The part of the lanes that were opened last. */
    private static final int NEWEST = 6;

    /** One lane in so many closes when it is disarmed, and another one opens. */
    private static final int CLOSES = 4;

    /** The longest timeouts that are to expire. */
    private static final int LEAST_LONGEST_MILLIS = 200;

    private final Trial trial;
    private final TimeoutStrategy strategy;
    private final int lanes;
    private final int longestMillis;
    private final Random random;
    private final List<Probe> idle;
    private final Set<Probe> newest;
    private final List<Probe> waitingForHours = new ArrayList<>();
    private final List<Both> waiting = new ArrayList<>();
    private final List<Both> over = new ArrayList<>();
    private long earliestNanos;

    private Crowd(Trial trial, int lanes, long longestNanos) {
        this.trial = trial;
        this.lanes = lanes;
        longestMillis = (int) Math.max(LEAST_LONGEST_MILLIS, longestNanos / MILLI);
        random = new Random(trial.seed());
        strategy = trial.strategy();
        idle = new ArrayList<>(Probe.silent(strategy, lanes));
        newest = new HashSet<>(idle.subList(lanes - lanes / NEWEST, lanes));
        Collections.shuffle(idle, random);
    }

    static Finding onTime(Trial trial) throws Exception {
        Finding finding = new Crowd(trial, FEW, trial.stayNanos() / 2).judged();
        return finding.state() == Finding.State.BROKEN ? finding : finding.and(Runs.afterRests(trial));
    }

    static Finding crowd(Trial trial) throws Exception {
        Crowd crowd = new Crowd(trial, MANY, 0);
        Finding finding = crowd.judged();
        if (finding.state() != Finding.State.BROKEN) {
            crowd.allAtOnce();
        }
        return finding;
    }

    /** Every lane that has nothing to do is to expire at one moment: what takes so many at a time must not lose the rest. */
    private void allAtOnce() {
        List<Probe> lanes = List.copyOf(idle);
        long at = System.nanoTime() + LONGER_NANOS;
        lanes.forEach(lane -> lane.arm(at - System.nanoTime()));
        boolean all = Probe.awaitAll(lanes, trial.patienceMillis());
        long lost = lanes.stream().filter(lane -> !lane.expired()).count();
        require(all, "%d of %d timeouts that were due at once never expired", lost, lanes.size());
        boolean early = !trial.has(Fault.EARLY) && lanes.stream().anyMatch(Probe::cameEarly);
        require(!early, "of %d timeouts that were due at once one came early", lanes.size());
        lanes.forEach(Probe::disarm);
    }

    /** Late in every attempt is late; a machine may stall the strategy's thread alone, but not each time. */
    private Finding judged() throws Exception {
        try (PlainScheduler plain = new PlainScheduler()) {
            Finding finding = Finding.bestOf(ATTEMPTS, () -> once(plain));
            Probe.disarmSome(waitingForHours);
            return finding;
        }
    }

    private Finding once(PlainScheduler plain) {
        over.clear();
        run(plain);
        String where = lanes == FEW ? "" : " beside " + lanes + " open lanes";
        long[] lost = waiting.stream()
                .map(Both::lane)
                .filter(lane -> !lane.expired())
                .mapToLong(Probe::lengthNanos)
                .toArray();
        long longest = LongStream.of(lost).max().orElse(0) / MILLI;
        require(
                lost.length == 0,
                "%d of %d timeouts of up to %d ms never expired%s",
                lost.length,
                lost.length + over.size(),
                longest,
                where);
        waitingForHours.forEach(this::lookAt);
        double early = -earliestNanos / (double) MILLI;
        require(early <= 0 || trial.has(Fault.EARLY), "an expiry came %.3f ms early%s", early, where);
        // Apart, because there are fewer of them, and what is slow with them may be quick with the others.
        List<Both> longer =
                over.stream().filter(one -> one.nanos() >= LONGER_NANOS).toList();
        List<Both> ofNewest =
                over.stream().filter(one -> newest.contains(one.lane())).toList();
        return judged(over, where)
                .and(judged(longer, where + ", of %d ms or more".formatted(LONGER_NANOS / MILLI)))
                .and(judged(ofNewest, where + ", of the %d lanes opened last".formatted(newest.size())));
    }

    private Finding judged(List<Both> some, String where) {
        return PlainScheduler.judged(some, trial, USUAL_MARGIN, where);
    }

    private void run(PlainScheduler plain) {
        // Half of the crowd is armed for hours, in no order.
        while (waitingForHours.size() < lanes / 2) {
            armForHours(random.nextInt(1 << 20));
        }
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < ARMS_A_STEP && !idle.isEmpty(); i++) {
                int kind = random.nextInt(8);
                if (kind == 0) {
                    armForHours(0);
                } else {
                    long millis = kind < 6
                            ? 5 + random.nextInt(20)
                            : 60 + random.nextInt((kind == 6 ? LEAST_LONGEST_MILLIS : longestMillis) - 60);
                    waiting.add(plain.arm(nextIdle(), millis * MILLI));
                }
            }
            for (int i = 0; i < DISARMS_A_STEP && waiting.size() + waitingForHours.size() > 0; i++) {
                int which = random.nextInt(waiting.size() + waitingForHours.size());
                if (which < waiting.size()) {
                    disarm(take(waiting, which));
                } else {
                    Probe lane = take(waitingForHours, which - waiting.size());
                    lane.disarm();
                    rest(lane);
                }
            }
            nap(new Patience(1));
        }
        Patience patience = new Patience(longestMillis + trial.patienceMillis());
        while (!waiting.isEmpty() && nap(patience)) {
            // The wait is the work.
        }
    }

    private void armForHours(int moreMillis) {
        Probe lane = nextIdle();
        lane.arm(HOUR + moreMillis * MILLI);
        // Some strategies arm only when a lane asks how long it may sleep.
        lane.parkNanos();
        waitingForHours.add(lane);
    }

    private Probe nextIdle() {
        return idle.remove(idle.size() - 1);
    }

    private void disarm(Both one) {
        one.disarm();
        rest(one.lane());
    }

    private void lookAt(Probe lane) {
        Probe.Told last = lane.lastLive();
        earliestNanos = last == null ? earliestNanos : Math.min(earliestNanos, last.latenessNanos());
    }

    private void rest(Probe lane) {
        lookAt(lane);
        Probe next = lane;
        if (random.nextInt(CLOSES) == 0) {
            lane.close();
            next = Probe.silent(strategy);
            newest.add(next);
        }
        idle.add(random.nextInt(idle.size() + 1), next);
    }

    private static <T> T take(List<T> list, int index) {
        Collections.swap(list, index, list.size() - 1);
        return list.remove(list.size() - 1);
    }

    /** Asks the lanes that wait for something short, takes in those that are over, and sleeps. */
    private boolean nap(Patience patience) {
        long sleep = Patience.NAP_NANOS;
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Both one = waiting.get(i);
            if (one.isOver()) {
                over.add(take(waiting, i));
                disarm(one);
            } else if (!one.lane().expired()) {
                sleep = Math.min(sleep, one.lane().parkNanos());
            }
        }
        return patience.nap(sleep);
    }
}
