package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;

import afterglow.jvm.IdleCpu;
import afterglow.jvm.OwnThreads;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The experiments about work that nobody asked for: beside a crowd, and beside nothing at all. */
final class Costs {

    /** The crowd, how many times that is the small one, and how many times that is the middling one. */
    private static final int CROWD = 64_000;

    private static final int FACTOR = 64;
    private static final int MIDDLE = 8;

    /** From a middling crowd to the large one, what is in step grows by so much for each lane; cache misses add less. */
    private static final double LEAST_NANOS_A_LANE = 0.05;

    /** A price is in step with the crowd if it is so many times as much in the large one as in the small one. */
    private static final int MOST_FACTOR = 20;

    /**
     * What a pair costs by itself hides a part of what the crowd adds. So a price is in step as well if it grows by so many
     * times as much from the middling crowd to the large one as from the small one to the middling: 8 times if it is a
     * straight line, 2.8 if it is a square root.
     */
    private static final double STRAIGHT = 5;

    private static final int SUSPECT_FACTOR = 7;

    private static final int LEAST_CROWD = 4_096;
    private static final long MOST_FILLING_NANOS = 2_000 * MILLI;

    /** What has a price beside a crowd. */
    private static final List<String> PRICES =
            List.of("to arm and disarm", "to open, arm and disarm a lane", "to close a lane");

    private static final int ROUNDS = 25;
    private static final int PAIRS = 32;

    /** Code that is not compiled yet costs so much by itself that a crowd adds little to it. */
    private static final int WARM_UP_ROUNDS = 400;

    private static final long MOST_WARM_UP_NANOS = 200 * MILLI;
    private static final int ATTEMPTS = 3;

    private static final int BUSY_SENDS = 2_000;
    private static final long LEAST_WINDOW_NANOS = 400 * MILLI;

    /** The share of a core that a strategy may take, or want, while nothing is armed. */
    private static final double MOST_SHARE = 0.2;

    /** A thread may wake twice in a millisecond, or in its strategy's granularity if that is less. */
    private static final double WAKES_A_TICK = 2;

    private Costs() {}

    /** Some lanes with hours to go, and work beside them: pairs of arm and disarm, new lanes, and lanes that close. */
    private static final class Beside {

        private final TimeoutStrategy strategy;
        private final Random random;
        private final List<Probe> crowd = new ArrayList<>();
        private final long fillingNanos;
        private final long[][] nanos = new long[PRICES.size()][ROUNDS];

        Beside(TimeoutStrategy strategy, int lanes, long mostNanos, long seed) {
            this.strategy = strategy;
            random = new Random(seed);
            OwnTime time = new OwnTime();
            while (crowd.size() < lanes && (crowd.size() < LEAST_CROWD / FACTOR || time.isWithin(mostNanos))) {
                Probe lane = Probe.silent(strategy);
                arm(lane, someHours());
                crowd.add(lane);
            }
            fillingNanos = time.nanos();
        }

        private long someHours() {
            return HOUR + random.nextInt(1 << 20) * MILLI;
        }

        /** Some strategies arm only when a lane asks how long it may sleep. */
        private static void arm(Probe lane, long nanos) {
            lane.arm(nanos);
            lane.parkNanos();
        }

        /**
         * Disarms some of the crowd, old and new, and arms them again; then opens as many, arms and disarms each; then closes
         * some of the crowd, in whose places the new ones go.
         */
        void round(int round) {
            List<Probe> some =
                    random.ints(PAIRS, 0, crowd.size()).mapToObj(crowd::get).toList();
            long[] lengths = some.stream().mapToLong(lane -> someHours()).toArray();
            OwnTime arming = new OwnTime();
            for (int i = 0; i < PAIRS; i++) {
                some.get(i).disarm();
                arm(some.get(i), lengths[i]);
            }
            nanos[0][round] = arming.nanos();
            List<Probe> opened = new ArrayList<>();
            OwnTime opening = new OwnTime();
            for (long length : lengths) {
                Probe lane = Probe.silent(strategy);
                arm(lane, length);
                lane.disarm();
                opened.add(lane);
            }
            nanos[1][round] = opening.nanos();
            List<Probe> closing = new ArrayList<>();
            for (Probe lane : opened) {
                arm(lane, someHours());
                Probe old = crowd.set(random.nextInt(crowd.size()), lane);
                old.disarm();
                closing.add(old);
            }
            OwnTime closes = new OwnTime();
            closing.forEach(Probe::close);
            nanos[2][round] = closes.nanos();
        }

        /** What three rounds of four do not exceed, for each pair or lane. */
        double usualNanos(int price) {
            long[] sorted = nanos[price].clone();
            Arrays.sort(sorted);
            return (double) sorted[ROUNDS * 3 / 4] / PAIRS;
        }
    }

    static Finding scales(Trial trial) throws Exception {
        return Finding.bestOf(ATTEMPTS, () -> scalesOnce(trial));
    }

    private static Finding scalesOnce(Trial trial) {
        Beside many = new Beside(trial.strategy(), CROWD, MOST_FILLING_NANOS, trial.seed());
        int size = many.crowd.size();
        if (size < LEAST_CROWD) {
            Probe.disarmSome(many.crowd);
            return filled(size, many.fillingNanos);
        }
        Beside few = new Beside(trial.strategy(), size / FACTOR, Long.MAX_VALUE, trial.seed());
        long start = System.nanoTime();
        for (int i = 0; i < WARM_UP_ROUNDS && System.nanoTime() - start < MOST_WARM_UP_NANOS; i++) {
            few.round(0);
        }
        Beside some = new Beside(trial.strategy(), size / MIDDLE, Long.MAX_VALUE, trial.seed());
        List<Beside> all = List.of(few, some, many);
        // In turn, so that what else the machine does meets them all.
        for (int i = 0; i < ROUNDS; i++) {
            int round = i;
            all.forEach(one -> one.round(round));
        }
        all.forEach(one -> Probe.disarmSome(one.crowd));
        Finding finding = filled(size, many.fillingNanos);
        for (int price = 0; price < PRICES.size(); price++) {
            finding = belowLinear(price, few, some, many).and(finding);
        }
        return finding;
    }

    /** Whether a crowd was filled quickly enough, and to the end unless that takes long. */
    static Finding filled(int size, long ownNanos) {
        String seen = "%d lanes armed in %d ms".formatted(size, ownNanos / MILLI);
        if (ownNanos >= MOST_FILLING_NANOS) {
            return size < LEAST_CROWD ? Finding.broken("%s", seen) : Finding.kept("%s", seen);
        }
        return size < CROWD ? Finding.notTold("the machine is too busy to tell: %s", seen) : Finding.kept("%s", seen);
    }

    /** Whether something costs less than in step with the crowd. */
    private static Finding belowLinear(int price, Beside few, Beside some, Beside many) {
        double least = few.usualNanos(price);
        double middle = some.usualNanos(price);
        double most = many.usualNanos(price);
        int size = many.crowd.size();
        boolean inStep = most > MOST_FACTOR * least
                || (most > SUSPECT_FACTOR * least && most - middle > STRAIGHT * (middle - least));
        String seen = "%s takes %.1f us beside %d others, %.1f us beside %d: %.1f times as much"
                .formatted(PRICES.get(price), least / 1e3, few.crowd.size(), most / 1e3, size, most / least);
        return inStep && most - middle > LEAST_NANOS_A_LANE * size
                ? Finding.broken("%s", seen)
                : Finding.kept("%s", seen);
    }

    static Finding idle(Trial trial) throws Exception {
        OwnThreads own = new OwnThreads(Trial.THREADS);
        TimeoutStrategy strategy = trial.strategy();
        List<Probe> lanes = Probe.silent(strategy, 8);
        for (int i = 0; i < BUSY_SENDS; i++) {
            lanes.get(i % 8).arm(HOUR);
            lanes.get(i % 8).disarm();
        }
        lanes.forEach(lane -> lane.arm(MILLI));
        Probe.awaitAll(lanes, trial.patienceMillis(Fault.LOST));
        lanes.forEach(Probe::disarm);
        lanes.subList(0, 4).forEach(Probe::close);
        return Finding.bestOf(ATTEMPTS, () -> idleOnce(trial, own));
    }

    private static Finding idleOnce(Trial trial, OwnThreads own) throws InterruptedException {
        // A strategy may spin by turns.
        long window = Math.max(LEAST_WINDOW_NANOS, trial.stayNanos() / 2);
        IdleCpu cpu = IdleCpu.of(own, Duration.ofNanos(window));
        double granularity = (double) trial.descriptor().granularity().toNanos();
        double tick = granularity == 0 ? MILLI : Math.min(MILLI, granularity);
        String seen = String.format(
                Locale.ROOT,
                "%d threads: %.1f %% of a core, %s if none had to wait for one, %.0f wake-ups a second",
                cpu.threads(),
                100 * cpu.taken(),
                Double.isNaN(cpu.wanted()) ? "unknown" : String.format(Locale.ROOT, "%.1f %%", 100 * cpu.wanted()),
                cpu.sleepsPerSecond());
        double mostWakes = 1e9 * WAKES_A_TICK / tick;
        if (cpu.sleepsPerSecond() > mostWakes || cpu.isMoreThan(MOST_SHARE)) {
            return Finding.broken("%s", seen);
        }
        return cpu.isAtMost(MOST_SHARE) && cpu.wantedSleepsPerSecond() <= mostWakes
                ? Finding.kept("%s", seen)
                : Finding.notTold("the machine is too busy: %s", seen);
    }
}
