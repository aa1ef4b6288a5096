package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

import afterglow.contract.PlainScheduler.Both;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A seeded script over many lanes: short, medium and very long timeouts are armed and disarmed in any order; lanes close,
 * others open. Each timeout that must expire is also given to a plain scheduler.
 */
final class Crowd {

    private static final int FEW = 32;

    /** The lanes of the script; the others are armed for hours. */
    private static final int IDLE = 6_000;

    /** More than two bytes count, for what can arm so many in the time; every strategy has as many as are idle. */
    private static final int ARMED = 66_000;

    private static final int TICKED = 12_000;
    private static final long MOST_ARMING_NANOS = 2_000 * MILLI;
    private static final long FEW_MARGIN = 3 * MILLI;
    private static final long MANY_MARGIN = 5 * MILLI;
    private static final long AT_ONCE_NANOS = 100 * MILLI;
    private static final int MOST_APART_NANOS = 300_000_000;
    private static final long LOOK_MILLIS = 20;
    private static final long MOST_AGAIN_NANOS = 1_500 * MILLI;
    private static final long AGAIN_NANOS = 20 * MILLI;
    private static final int MOST_PASSED_OVER = 256;
    private static final int ROUNDS = 8;
    private static final int ATTEMPTS = 3;
    private static final int STEPS = 400;
    private static final int ARMS_A_STEP = 4;
    private static final int DISARMS_A_STEP = 2;

    /** One lane in so many closes when it is disarmed, and another one opens. */
    private static final int CLOSES = 4;

    private static final int SHORT_MILLIS = 25;
    private static final int LEAST_LONGEST_MILLIS = 200;

    /** In one step of so many, a timeout is a part of the longest time; and the last one is all of it. */
    private static final int LONG_EACH = 25;

    private final Trial trial;
    private final TimeoutStrategy strategy;
    private final int longestMillis;
    private final Random random;
    private final List<Probe> idle = new ArrayList<>();
    private final List<Probe> waitingForHours = new ArrayList<>();
    private final List<Both> waiting = new ArrayList<>();
    private final List<Both> over = new ArrayList<>();
    private boolean cameEarly;

    private Crowd(Trial trial, int lanes, int armed, long longestNanos) {
        this.trial = trial;
        longestMillis = (int) Math.max(LEAST_LONGEST_MILLIS, longestNanos / MILLI);
        random = new Random(trial.seed());
        strategy = trial.strategy();
        armUpTo(armed / 2);
        idle.addAll(Probe.silent(strategy, lanes));
        armUpTo(armed);
        Collections.shuffle(idle, random);
    }

    private void armUpTo(int lanes) {
        OwnTime time = new OwnTime();
        while (waitingForHours.size() < Math.min(lanes, IDLE)
                || (waitingForHours.size() < lanes && time.isWithin(MOST_ARMING_NANOS))) {
            armForHours(Probe.silent(strategy), random.nextInt(1 << 20));
        }
    }

    static Finding onTime(Trial trial) throws Exception {
        Finding finding = new Crowd(trial, FEW, FEW, trial.stayNanos() * 5 / 4).judged(FEW_MARGIN, FEW);
        return finding.state() == Finding.State.BROKEN ? finding : finding.and(Runs.afterRests(trial));
    }

    static Finding crowd(Trial trial) throws Exception {
        // What abandons its timers would fill the heap.
        int most = Deadlines.isClean(trial) ? ARMED : IDLE;
        // What says that it ticks may look at each lane when it does.
        boolean ticks = !trial.descriptor().granularity().isZero();
        return new Crowd(trial, IDLE, ticks ? Math.min(most, TICKED) : most, 0).judged(MANY_MARGIN, most);
    }

    /**
     * As many lanes as there is time for are taken from those that wait for hours, and all are to expire at one moment: what takes
     * so many at a time must not lose the rest, and tell it about as soon as a plain scheduler does.
     */
    private Finding allAtOnce(PlainScheduler plain) throws Exception {
        OwnTime time = new OwnTime();
        while (!waitingForHours.isEmpty() && time.isWithin(MOST_AGAIN_NANOS)) {
            Probe lane = waitingForHours.remove(waitingForHours.size() - 1);
            lane.disarm();
            idle.add(lane);
        }
        // Later than it takes to arm them.
        long ahead = AT_ONCE_NANOS * (1 + idle.size() / IDLE);
        long at = System.nanoTime() + ahead;
        idle.forEach(lane -> lane.arm(at - System.nanoTime()));
        plain.start();
        Probe.awaitAll(idle, (at - System.nanoTime()) / MILLI);
        requireAll(idle, "due at once");
        Finding finding = plain.atOnce(idle, trial, ahead);
        idle.forEach(Probe::disarm);
        return finding;
    }

    /**
     * Every lane is to expire soon after the one before, and none may be lost. What later ones pass over is armed again beside
     * a few others: a machine delays now this lane, now that one; a lane that is late each time is late by itself.
     */
    private Finding oneByOne() {
        List<Probe> lanes = List.copyOf(idle);
        lanes.forEach(lane -> lane.arm(AT_ONCE_NANOS + random.nextInt(MOST_APART_NANOS)));
        requireAll(lanes, "one after another");
        Set<Probe> late = passedOver(lanes);
        lanes.forEach(Probe::disarm);
        int counted = 0;
        for (int round = 0; round < 3 * ROUNDS && counted < ROUNDS && !late.isEmpty(); round++) {
            counted += isInTimeAgain(late, lanes) ? 1 : 0;
        }
        String seen =
                "of %d lanes that expired one after another %d came late, and again in %d more rounds; others did not";
        require(late.isEmpty() || counted < ROUNDS, seen, lanes.size(), late.size(), counted);
        return Finding.keptIf(late.isEmpty(), seen, lanes.size(), late.size(), counted);
    }

    /** Arms some lanes again, leaves those that are late again, and by more than others; returns whether others are in time. */
    private boolean isInTimeAgain(Set<Probe> late, List<Probe> all) {
        List<Probe> others = random.ints(late.size() + FEW, 0, all.size())
                .mapToObj(all::get)
                .filter(lane -> !late.contains(lane))
                .distinct()
                .toList();
        List<Probe> lanes = new ArrayList<>(late);
        lanes.addAll(others);
        Collections.shuffle(lanes, random);
        lanes.forEach(lane -> lane.arm(AGAIN_NANOS));
        requireAll(lanes, "one after another");
        long[] nanosLate = others.stream().mapToLong(Probe::nanosLate).sorted().toArray();
        // A tick that looks at each of very many lanes comes late to some, and by turns to others.
        long most = Math.max(mostLateNanos(), 2 * part(nanosLate, 0.9));
        late.removeIf(lane -> lane.nanosLate() <= most);
        lanes.forEach(Probe::disarm);
        return part(nanosLate, 0.5) <= mostLateNanos();
    }

    private static long part(long[] sorted, double part) {
        return sorted.length == 0 ? Long.MAX_VALUE / 2 : sorted[(int) (part * sorted.length)];
    }

    /** Waits for as long as some more expire. */
    private void requireAll(List<Probe> lanes, String when) {
        List<Probe> waiting = lanes;
        long fruitless = 0;
        while (fruitless < trial.patienceMillis() && !Probe.awaitAll(waiting, LOOK_MILLIS)) {
            List<Probe> still = waiting.stream().filter(lane -> !lane.expired()).toList();
            fruitless = still.size() < waiting.size() ? 0 : fruitless + LOOK_MILLIS;
            waiting = still;
        }
        long lost = waiting.stream().filter(lane -> !lane.expired()).count();
        require(lost == 0, "of %d timeouts %s %d never expired", lanes.size(), when, lost);
        boolean early = !trial.has(Fault.EARLY) && lanes.stream().anyMatch(Probe::cameEarly);
        require(!early, "of %d timeouts %s one came early", lanes.size(), when);
        boolean twice = lanes.stream().anyMatch(Probe::toldTwice);
        require(!twice, "of %d timeouts %s one came twice", lanes.size(), when);
    }

    private long mostLateNanos() {
        return trial.descriptor().granularity().toNanos() + PlainScheduler.PASSED_OVER;
    }

    /** The lanes that came after one that was due later, and by more than most ticks and threads make of it. */
    private Set<Probe> passedOver(List<Probe> lanes) {
        Set<Probe> passedOver = new HashSet<>();
        List<Probe> inOrder = lanes.stream()
                .filter(lane -> lane.lastLive() != null)
                .sorted(Comparator.comparingLong(lane -> lane.dueAtNanos() + lane.nanosLate()))
                .toList();
        long lastDue = inOrder.isEmpty() ? 0 : inOrder.get(0).dueAtNanos();
        for (Probe lane : inOrder) {
            lastDue = Math.max(lastDue, lane.dueAtNanos());
            if (lastDue - lane.dueAtNanos() > mostLateNanos() && passedOver.size() < MOST_PASSED_OVER) {
                passedOver.add(lane);
            }
        }
        return passedOver;
    }

    /** Late in every attempt is late; a machine may stall the strategy's thread alone, but not each time. */
    private Finding judged(long usualMargin, int most) throws Exception {
        try (PlainScheduler plain = new PlainScheduler()) {
            Finding finding = Finding.bestOf(ATTEMPTS, () -> once(plain, usualMargin));
            if (finding.state() != Finding.State.BROKEN) {
                armUpTo(most);
                finding = finding.and(Finding.bestOf(ATTEMPTS, () -> allAtOnce(plain)));
                finding = finding.and(oneByOne());
            }
            Probe.disarmSome(waitingForHours);
            return finding;
        }
    }

    private Finding once(PlainScheduler plain, long usualMargin) {
        over.clear();
        String where = " beside " + (idle.size() + waitingForHours.size()) + " open lanes";
        run(plain);
        long lost = waiting.stream().filter(one -> !one.lane().expired()).count();
        long longest = waiting.stream()
                        .mapToLong(one -> one.lane().lengthNanos())
                        .max()
                        .orElse(0)
                / MILLI;
        if (lost > 0) {
            String never = "%d of %d timeouts of up to %d ms never expired%s";
            Finding finding =
                    PlainScheduler.unlessOverloaded(Finding.broken(never, lost, lost + over.size(), longest, where));
            require(finding.state() != Finding.State.BROKEN, "%s", finding.detail());
            waiting.forEach(this::disarm);
            waiting.clear();
            return finding;
        }
        cameEarly |= waitingForHours.stream().anyMatch(Probe::cameEarly);
        require(!cameEarly || trial.has(Fault.EARLY), "an expiry came early%s", where);
        require(over.stream().noneMatch(one -> one.lane().toldTwice()), "an expiry came twice%s", where);
        return plain.judged(over, trial, usualMargin, where);
    }

    private void run(PlainScheduler plain) {
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < ARMS_A_STEP && !idle.isEmpty(); i++) {
                int kind = random.nextInt(8);
                boolean isLong = i == 0 && step % LONG_EACH == 0;
                Probe lane = idle.remove(idle.size() - 1);
                if (kind == 0 && !isLong) {
                    armForHours(lane, 0);
                } else {
                    int millis = random.nextInt(kind < 6 ? SHORT_MILLIS : LEAST_LONGEST_MILLIS);
                    millis = isLong ? longestMillis * (step + LONG_EACH) / STEPS : millis;
                    waiting.add(plain.arm(lane, millis * MILLI));
                }
            }
            for (int i = 0; i < DISARMS_A_STEP && waiting.size() + waitingForHours.size() > 0; i++) {
                int which = random.nextInt(waiting.size() + waitingForHours.size());
                if (which >= waiting.size()) {
                    Probe lane = take(waitingForHours, which - waiting.size());
                    lane.disarm();
                    rest(lane);
                } else if (waiting.get(which).lane().lengthNanos() < LEAST_LONGEST_MILLIS * MILLI) {
                    disarm(take(waiting, which));
                }
            }
            nap(new Patience(1));
        }
        Patience patience = new Patience(longestMillis + trial.patienceMillis());
        while (!waiting.isEmpty() && nap(patience)) {
            // The wait is the work.
        }
    }

    private void armForHours(Probe lane, int moreMillis) {
        lane.arm(HOUR + moreMillis * MILLI);
        // Some strategies arm only when a lane asks how long it may sleep.
        lane.parkNanos();
        waitingForHours.add(lane);
    }

    private void disarm(Both one) {
        one.disarm();
        rest(one.lane());
    }

    private void rest(Probe lane) {
        cameEarly |= lane.cameEarly();
        Probe next = lane;
        if (random.nextInt(CLOSES) == 0) {
            lane.close();
            next = Probe.silent(strategy);
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
        // The first that is due is the last of the list, and asked first: none is passed over by this thread.
        waiting.sort(Comparator.comparingLong(one -> -one.lane().dueAtNanos()));
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
