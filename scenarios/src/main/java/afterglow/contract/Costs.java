package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    private static final long LEAST_WINDOW_NANOS = 200 * MILLI;
    private static final long LOOK_MILLIS = 25;

    /** The share of a core, or of what a thread gets that yields all the time, that a strategy may take while nothing is armed. */
    private static final double MOST_SHARE = 0.2;

    /** Such a thread says nothing if it gets a lesser share of the window: on a busy machine, what yields gets next to nothing. */
    private static final double LEAST_CONTROL = 0.1;

    /** A thread may wake twice in a millisecond, or in its strategy's granularity if that is less. */
    private static final double WAKES_A_TICK = 2;

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Pattern SLEPT = Pattern.compile("(?m)^voluntary_ctxt_switches:\\s*(\\d+)");
    private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

    private Costs() {}

    /** Some lanes with hours to go, and work beside them: pairs of arm and disarm, new lanes, and lanes that close. */
    private static final class Beside {

        private final TimeoutStrategy strategy;
        private final Random random;
        private final List<Probe> crowd = new ArrayList<>();
        private final long[][] nanos = new long[PRICES.size()][ROUNDS];

        Beside(TimeoutStrategy strategy, int lanes, long mostNanos, long seed) {
            this.strategy = strategy;
            random = new Random(seed);
            long start = System.nanoTime();
            while (crowd.size() < lanes
                    && (crowd.size() < LEAST_CROWD / FACTOR || System.nanoTime() - start < mostNanos)) {
                Probe lane = Probe.silent(strategy);
                arm(lane, someHours());
                crowd.add(lane);
            }
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
            long start = System.nanoTime();
            for (int i = 0; i < PAIRS; i++) {
                some.get(i).disarm();
                arm(some.get(i), lengths[i]);
            }
            nanos[0][round] = System.nanoTime() - start;
            List<Probe> opened = new ArrayList<>();
            start = System.nanoTime();
            for (long length : lengths) {
                Probe lane = Probe.silent(strategy);
                arm(lane, length);
                lane.disarm();
                opened.add(lane);
            }
            nanos[1][round] = System.nanoTime() - start;
            List<Probe> closing = new ArrayList<>();
            for (Probe lane : opened) {
                arm(lane, someHours());
                Probe old = crowd.set(random.nextInt(crowd.size()), lane);
                old.disarm();
                closing.add(old);
            }
            start = System.nanoTime();
            closing.forEach(Probe::close);
            nanos[2][round] = System.nanoTime() - start;
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
            return Finding.broken("%d lanes take %d ms to arm", size, MOST_FILLING_NANOS / MILLI);
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
        String seen = "";
        for (int price = PRICES.size() - 1; price >= 0; price--) {
            seen = belowLinear(price, few, some, many);
        }
        return Finding.kept("%s", seen);
    }

    /** Ends the experiment if something costs in step with the crowd; else says what it costs. */
    private static String belowLinear(int price, Beside few, Beside some, Beside many) {
        double least = few.usualNanos(price);
        double middle = some.usualNanos(price);
        double most = many.usualNanos(price);
        int size = many.crowd.size();
        boolean inStep = most > MOST_FACTOR * least
                || (most > SUSPECT_FACTOR * least && most - middle > STRAIGHT * (middle - least));
        String seen = "%s takes %.1f us beside %d others, %.1f us beside %d: %.1f times as much"
                .formatted(PRICES.get(price), least / 1e3, few.crowd.size(), most / 1e3, size, most / least);
        require(!inStep || most - middle <= LEAST_NANOS_A_LANE * size, "%s", seen);
        return seen;
    }

    static Finding idle(Trial trial) throws Exception {
        Set<Thread> before = Holdings.threads(trial);
        Set<Path> tasks = tasks();
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
        return Finding.bestOf(ATTEMPTS, () -> idleOnce(trial, before, tasks));
    }

    @SuppressWarnings("ThreadPriorityCheck") // to yield is the control's work: what else yields gets as much
    private static Finding idleOnce(Trial trial, Set<Thread> before, Set<Path> others) throws Exception {
        // A strategy may spin by turns.
        long window = Math.max(LEAST_WINDOW_NANOS, trial.stayNanos() / 2);
        AtomicBoolean yields = new AtomicBoolean(true);
        FutureTask<Long> control = trial.start(() -> {
            long start = CLOCKS.getCurrentThreadCpuTime();
            while (yields.get()) {
                Thread.yield();
            }
            return CLOCKS.getCurrentThreadCpuTime() - start;
        });
        // A thread that ends has no clock any more.
        Map<Thread, Long> first = cpuNanos(trial, before);
        Map<Thread, Long> last = new HashMap<>();
        long start = System.nanoTime();
        long wakes = wakes(others);
        do {
            Patience.until(LOOK_MILLIS, () -> false);
            cpuNanos(trial, before).forEach((own, cpu) -> last.merge(own, cpu, Math::max));
        } while (System.nanoTime() - start < window);
        wakes = wakes(others) - wakes;
        double elapsed = (double) (System.nanoTime() - start);
        yields.set(false);
        double yielded = (double) control.get();
        last.replaceAll((own, cpu) -> cpu - first.getOrDefault(own, 0L));
        double spent = (double) last.values().stream().mapToLong(cpu -> cpu).sum();
        double granularity = (double) trial.descriptor().granularity().toNanos();
        double tick = granularity == 0 ? MILLI : Math.min(MILLI, granularity);
        String seen =
                "%d threads: %.1f %% of a core, %.1f %% of what a thread that only yields gets, %.0f wake-ups a second"
                        .formatted(
                                last.size(),
                                100 * spent / elapsed,
                                100 * spent / yielded,
                                1e9 * (double) wakes / elapsed);
        require((double) wakes * tick <= WAKES_A_TICK * elapsed && spent <= MOST_SHARE * elapsed, "%s", seen);
        if (spent > MOST_SHARE * yielded && yielded < LEAST_CONTROL * elapsed) {
            return Finding.notTold("the machine is too busy: %s", seen);
        }
        require(spent <= MOST_SHARE * yielded, "%s", seen);
        return Finding.kept("%s", seen);
    }

    private static Map<Thread, Long> cpuNanos(Trial trial, Set<Thread> before) {
        Map<Thread, Long> nanos = new HashMap<>();
        for (Thread own : Holdings.started(trial, before)) {
            nanos.put(own, Math.max(0, CLOCKS.getThreadCpuTime(own.getId())));
        }
        return nanos;
    }

    /** This JVM's threads as Linux lists them; empty on another system. */
    private static Set<Path> tasks() throws IOException {
        if (!Files.isReadable(TASKS)) {
            return Set.of();
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.collect(Collectors.toUnmodifiableSet());
        }
    }

    /** How often the threads that came later than others have gone to sleep. */
    private static long wakes(Set<Path> others) throws IOException {
        long wakes = 0;
        for (Path task : tasks()) {
            Matcher slept = SLEPT.matcher(others.contains(task) ? "" : status(task));
            wakes += slept.find() ? Long.parseLong(slept.group(1)) : 0;
        }
        return wakes;
    }

    private static String status(Path task) {
        try {
            return Files.readString(task.resolve("status"));
        } catch (IOException e) {
            // "No such file" or "No such process": it ended between two looks.
            return "";
        }
    }
}
