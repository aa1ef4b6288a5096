package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;

import afterglow.jvm.IdleCpu;
import afterglow.jvm.OwnThreads;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** The experiments about needless work: beside a crowd of timers, and when idle. */
final class Costs {

    /** The crowd grows to so many lanes, by so many times at once. */
    private static final int CROWD = 64_000;

    private static final int TIMES = 8;
    private static final int FIRST_CROWD = CROWD / (TIMES * TIMES * TIMES);
    private static final int LEAST_CROWD = 4_096;
    private static final long MOST_FILLING_NANOS = 2_000 * MILLI;

    /** A price is in step with the crowd if it grows to so many times while the crowd grows to 64 times. */
    private static final int MOST_FACTOR = 20;

    /**
     * What a call costs by itself hides a part of what the crowd adds. So a price is in step as well if it grows by so many
     * times as much from the middling crowd to the large one as from the small one to the middling: 8 times if it is a
     * straight line, 2.8 if it is a square root.
     */
    private static final double STRAIGHT = 4;

    /** A price that grows to fewer times is not in step; a busy machine bends a straight line that grows to more. */
    private static final int CLEARED_FACTOR = 12;

    /**
     * What has a price beside a crowd. What grows in a straight line is in step
     *
     * @param leastFactor if it grows to so many times, from the small crowd to the large one
     * @param leastNanos and by so much for each lane, from the middling crowd to the large one; cache misses add less
     */
    private record Price(String what, int leastFactor, double leastNanos) {}

    private static final List<Price> PRICES = List.of(
            // A thread wakes for these, which hides more.
            new Price("CPU of all threads in an idle millisecond", 2, 0.2),
            new Price("an expiry", 2, 0.2),
            new Price("arm and disarm", 7, 0.05),
            new Price("open, arm and disarm a lane", 7, 0.05),
            new Price("close a lane", 7, 0.05));

    /** Which of the prices is the first of a call. */
    private static final int FIRST_CALL = 2;

    private static final int ROUNDS = 25;
    private static final int PAIRS = 32;
    private static final Duration WAITING = Duration.ofMillis(150);

    /** Expiries are so far apart, and as many as this time allows. */
    private static final long APART_NANOS = 150_000;

    private static final long EXPIRING_NANOS = 100 * MILLI;
    private static final double WAKE_UP_NANOS = 1_000;

    /** For the first crowd: code that is not compiled yet costs so much by itself that a crowd adds little to it. */
    private static final int WARM_UP_ROUNDS = 150;

    private static final int ATTEMPTS = 3;

    private static final int BUSY_SENDS = 4_000;
    private static final long LEAST_WINDOW_NANOS = 400 * MILLI;

    /** The share of a core that a strategy may take, or want, while nothing is armed. */
    private static final double MOST_SHARE = 0.2;

    /** A thread may wake twice in a millisecond, or in its strategy's granularity if that is less. */
    private static final double WAKES_A_TICK = 2;

    /** It is cleared if it wakes less than this share of that: on a busy machine all that sleeps for a moment sleeps longer. */
    private static final double CLEARED_WAKES = 0.75;

    private Costs() {}

    /** Some lanes with hours to go, and work beside them: arm and disarm, new lanes, lanes that close, expiries, and none. */
    private static final class Beside implements AutoCloseable {

        private final OwnThreads own = new OwnThreads(Trial.THREADS);
        private final Trial trial;
        private final TimeoutStrategy strategy;
        private final Random random;
        private final List<Probe> expiring;
        private final List<Probe> crowd = new ArrayList<>();
        private long fillingNanos;

        Beside(Trial trial) {
            this.trial = trial;
            strategy = trial.ownStrategy();
            random = new Random(trial.seed());
            expiring = Probe.silent(strategy, PAIRS);
        }

        /** Opens and arms more lanes while there is time; returns whether there are so many. */
        boolean growsTo(int lanes) {
            OwnTime time = new OwnTime();
            long left = MOST_FILLING_NANOS - fillingNanos;
            while (crowd.size() < lanes && time.isWithin(left)) {
                Probe lane = Probe.silent(strategy);
                arm(lane, someHours());
                crowd.add(lane);
            }
            fillingNanos += time.nanos();
            return crowd.size() >= lanes;
        }

        /** Half of them are the same: some keep what is of one length together. */
        private long someHours() {
            return random.nextBoolean() ? HOUR : HOUR + random.nextInt(1 << 20) * MILLI;
        }

        /** Some strategies arm only when a lane asks how long it may sleep. */
        private static void arm(Probe lane, long nanos) {
            lane.arm(nanos);
            lane.parkNanos();
        }

        /** What each price is now; of those of calls, the median of the rounds, because a busy machine adds to some. */
        double[] nanos(int times) throws InterruptedException {
            double[] nanos = calls(times);
            nanos[1] = expiryNanos();
            // After the expiries, which come late enough that a thread has taken in the crowd.
            nanos[0] = waitingNanos();
            return nanos;
        }

        /** The prices of calls only. */
        private double[] calls(int times) {
            long[][] rounds = new long[times][];
            Arrays.setAll(rounds, i -> round());
            double[] nanos = new double[PRICES.size()];
            for (int i = FIRST_CALL; i < nanos.length; i++) {
                int call = i - FIRST_CALL;
                long[] sorted = Arrays.stream(rounds)
                        .mapToLong(round -> round[call])
                        .sorted()
                        .toArray();
                nanos[i] = (double) sorted[times / 2] / PAIRS;
            }
            return nanos;
        }

        /**
         * Disarms some of the crowd, old and new, and arms them again; then opens as many, arms and disarms each; then closes
         * some of the crowd, in whose places the new ones go. Returns what each of the three took.
         */
        private long[] round() {
            List<Probe> some =
                    random.ints(PAIRS, 0, crowd.size()).mapToObj(crowd::get).toList();
            long[] lengths = some.stream().mapToLong(lane -> someHours()).toArray();
            OwnTime arming = new OwnTime();
            for (int i = 0; i < PAIRS; i++) {
                some.get(i).disarm();
                arm(some.get(i), lengths[i]);
            }
            long armingNanos = arming.nanos();
            List<Probe> opened = new ArrayList<>();
            OwnTime opening = new OwnTime();
            for (long length : lengths) {
                Probe lane = Probe.silent(strategy);
                arm(lane, length);
                lane.disarm();
                opened.add(lane);
            }
            long openingNanos = opening.nanos();
            List<Probe> closing = new ArrayList<>();
            for (Probe lane : opened) {
                arm(lane, someHours());
                Probe old = crowd.set(random.nextInt(crowd.size()), lane);
                old.disarm();
                closing.add(old);
            }
            OwnTime closes = new OwnTime();
            closing.forEach(Probe::close);
            return new long[] {armingNanos, openingNanos, closes.nanos()};
        }

        /**
         * What an expiry takes of all threads' CPU, if each has a moment of its own. If the strategy says that it ticks, ticks
         * count only as far as they take half as much again while something expires: that may come to nothing, so a wake-up is
         * the least. NaN if not all come.
         */
        private double expiryNanos() {
            // The first ones show that the strategy's thread has done what it still had to do for the crowd.
            if (trial.has(Fault.LOST) || !expired()) {
                return Double.NaN;
            }
            long start = System.nanoTime();
            long before = cpuNanos();
            int expiries = 0;
            do {
                if (!expired()) {
                    return Double.NaN;
                }
                expiries += PAIRS;
            } while (System.nanoTime() - start < EXPIRING_NANOS);
            double taken = (double) (cpuNanos() - before);
            if (!trial.descriptor().granularity().isZero()) {
                long millis = (System.nanoTime() - start) / MILLI;
                long quiet = cpuNanos();
                Probe.watch(List.of(), millis);
                taken -= 1.5 * (double) (cpuNanos() - quiet);
            }
            return Math.max(WAKE_UP_NANOS, taken / expiries);
        }

        /** The CPU that threads want in a millisecond. If the strategy says that it ticks, ticks may look at each lane. */
        private double waitingNanos() throws InterruptedException {
            return trial.descriptor().granularity().isZero()
                    ? Math.max(WAKE_UP_NANOS, MILLI * IdleCpu.of(own, WAITING).share())
                    : WAKE_UP_NANOS;
        }

        /** Arms some lanes, each for a moment of its own; returns whether all have expired. */
        private boolean expired() {
            for (int i = 0; i < PAIRS; i++) {
                arm(expiring.get(i), i * APART_NANOS);
            }
            boolean all = Probe.awaitAll(expiring, trial.patienceMillis());
            expiring.forEach(Probe::disarm);
            return all;
        }

        /** The CPU that all threads took so far, without those that ended. */
        private static long cpuNanos() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            return LongStream.of(threads.getAllThreadIds())
                    .map(threads::getThreadCpuTime)
                    .filter(nanos -> nanos > 0)
                    .sum();
        }

        @Override
        public void close() {
            Probe.disarmSome(crowd);
            strategy.close();
        }
    }

    static Finding scales(Trial trial) throws Exception {
        return Finding.bestOf(ATTEMPTS, () -> scalesOnce(trial));
    }

    private static Finding scalesOnce(Trial trial) throws InterruptedException {
        List<double[]> nanos = new ArrayList<>();
        int size = FIRST_CROWD;
        Finding finding;
        try (Beside beside = new Beside(trial)) {
            // One crowd that grows: of several, each would count what the others' ticks take.
            while (size <= CROWD && beside.growsTo(size)) {
                nanos.add(beside.nanos(nanos.isEmpty() ? WARM_UP_ROUNDS : ROUNDS));
                size *= TIMES;
            }
            finding = filled(beside.crowd.size(), beside.fillingNanos);
        }
        if (nanos.size() > 2) {
            callAgain(trial, nanos);
            for (int i = 0; i < PRICES.size(); i++) {
                finding = belowLinear(i, nanos, size / TIMES).and(finding);
            }
        }
        return finding;
    }

    /**
     * Takes the lesser price of calls, beside the smaller crowds, of that and a second one: a busy machine may have compiled the code
     * only when the crowd was large, and what is slow beside few hides what the crowd adds.
     */
    private static void callAgain(Trial trial, List<double[]> nanos) {
        try (Beside beside = new Beside(trial)) {
            int size = FIRST_CROWD;
            for (double[] before : nanos.subList(0, nanos.size() - 1)) {
                if (beside.growsTo(size)) {
                    double[] again = beside.calls(ROUNDS);
                    Arrays.setAll(before, i -> i < FIRST_CALL ? before[i] : Math.min(before[i], again[i]));
                }
                size *= TIMES;
            }
        }
    }

    /** Whether a crowd was filled quickly enough, and to the end unless that takes long. */
    static Finding filled(int size, long ownNanos) {
        boolean isOver = ownNanos >= MOST_FILLING_NANOS;
        String seen = "%d lanes armed in %d ms".formatted(size, ownNanos / MILLI);
        return isOver && size < LEAST_CROWD
                ? Finding.broken("%s", seen)
                : Finding.keptIf(isOver || size >= CROWD, "%s", seen);
    }

    /** Whether something costs less than in step with the crowd, beside the last three: a small, a middling and a large one. */
    private static Finding belowLinear(int which, List<double[]> nanos, int size) {
        Price price = PRICES.get(which);
        int last = nanos.size() - 1;
        double few = nanos.get(last - 2)[which];
        double some = nanos.get(last - 1)[which];
        double many = nanos.get(last)[which];
        boolean isStraight = many - some > STRAIGHT * (some - few);
        boolean inStep = many > MOST_FACTOR * few || (many > price.leastFactor * few && isStraight);
        String seen = "%s: %.1f us beside %d armed lanes, %.1f us beside %d: %.1f times as much"
                .formatted(price.what, few / 1e3, size / (TIMES * TIMES), many / 1e3, size, many / few);
        if (many - some <= price.leastNanos * size) {
            return Finding.kept("%s", seen);
        }
        // A busy machine adds to each price, and so hides a straight line behind a small factor.
        boolean cleared = many < CLEARED_FACTOR * few && !isStraight;
        return inStep ? Finding.broken("%s", seen) : Finding.keptIf(cleared, "%s", seen);
    }

    static Finding idle(Trial trial) throws Exception {
        OwnThreads own = new OwnThreads(Trial.THREADS);
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = Probe.silent(strategy, 8);
        for (int i = 0; i < BUSY_SENDS; i++) {
            // Half of them would be due by the time that nothing is armed, but for those that are abandoned.
            lanes.get(i % 8).arm(i % 16 < 8 || !Deadlines.isClean(trial) ? HOUR : MILLI);
            lanes.get(i % 8).disarm();
        }
        List<Probe> throwing = List.of(Probe.throwing(strategy));
        // First an exception, then an error.
        Probe.expireOnce(throwing, trial);
        Probe.expireOnce(throwing, trial);
        Probe.expireOnce(lanes, trial);
        lanes.subList(0, 4).forEach(Probe::close);
        List<Probe> open = lanes.subList(4, 8);
        return Finding.bestOf(ATTEMPTS, () -> {
            // Each time: what spins for some seconds after the last send would be idle the second time or the third.
            Probe.expireOnce(open, trial);
            return idleOnce(trial, own);
        });
    }

    private static Finding idleOnce(Trial trial, OwnThreads own) throws InterruptedException {
        // A strategy may spin by turns.
        long window = Math.max(LEAST_WINDOW_NANOS, trial.stayNanos() / 2);
        IdleCpu cpu = IdleCpu.of(own, Duration.ofNanos(window));
        double granularity = (double) trial.descriptor().granularity().toNanos();
        double tick = granularity == 0 ? MILLI : Math.min(MILLI, granularity);
        String wanted = Double.isNaN(cpu.wanted()) ? "unknown" : "%.1f %%".formatted(100 * cpu.wanted());
        String seen =
                "while nothing is armed, %d threads use %.1f %% of a core (%s without waits for one), %.0f wake-ups a second"
                        .formatted(cpu.threads(), 100 * cpu.taken(), wanted, cpu.sleepsPerSecond());
        double mostWakes = 1e9 * WAKES_A_TICK / tick;
        if (cpu.sleepsPerSecond() > mostWakes || cpu.isMoreThan(MOST_SHARE)) {
            return Finding.broken("%s", seen);
        }
        boolean cleared = cpu.isAtMost(MOST_SHARE) && cpu.wantedSleepsPerSecond() <= CLEARED_WAKES * mostWakes;
        return Finding.keptIf(cleared, "%s", seen);
    }
}
