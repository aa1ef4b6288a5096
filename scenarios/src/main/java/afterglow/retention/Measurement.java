package afterglow.retention;

import afterglow.timeout.Descriptor;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the sends of one subject leave in this JVM, as the slope of the live counts over the sends.
 *
 * <p>Two series of checkpoints. In the first the deadlines lie far away; each checkpoint is counted at once and again when
 * it settled. In the second, with a subject of its own, they are short, and each checkpoint is counted after they passed.
 */
public final class Measurement {

    private static final int CHECKPOINTS = 11;
    private static final int DEADLINE_CHECKPOINTS = 9;

    private static final long WARM_UP_SENDS = 20_000;
    private static final long MOST_RETAINED = 100_000;
    private static final double ENOUGH_RETAINED = 5_000;
    private static final long MILLI = 1_000_000;

    /** Of the sends that are to time out. */
    private static final long TIMED_OUT_NANOS = MILLI;

    /** Of the sends whose deadline is to pass between two checkpoints. */
    private static final long SHORT_NANOS = 25 * MILLI;

    private static final long SETTLE_NANOS = 10 * MILLI;
    private static final long MOST_SETTLE_NANOS = 500 * MILLI;

    /** To tell late expiries from none. */
    private static final int DRAINED_POLLS = 4;

    private static final long MOST_DRAIN_NANOS = 3_000 * MILLI;

    /** Objects for each send below which a round of clean-up is waited for, how long, and how much of them it must take. */
    private static final double RARE = 0.01;

    private static final long MOST_ROUND_NANOS = 5_000 * MILLI;
    private static final long ROUND_POLL_NANOS = 200 * MILLI;
    private static final double CLEANED_UP = 0.9;

    /** What grew by fewer objects, and is growing still when the time is up, may be a cache. */
    private static final long LARGEST_CACHE = 400_000;

    /** How many looks it takes to fill a quarter of the heap, how long, and what share of its rate is standing still. */
    private static final int CACHE_CHUNKS = 8;

    private static final long MOST_PRESSING_NANOS = 10_000 * MILLI;
    private static final double LEVEL = 0.2;

    /** Of the objects of a class, from which on what else lives of it is no matter. */
    private static final double OWN_SHARE = 0.9;

    /** So few objects come and go by themselves. */
    private static final long STABLE_OBJECTS = 3;

    private final Supplier<? extends Subject> subjects;
    private final Duration granularity;
    private final Effort effort;
    private final boolean doubting;
    private @Nullable String unsettled;

    /**
     * A measurement of any subject.
     *
     * @param subjects makes it anew for each series
     * @param granularity the longest that its expiries and its clean-up are late by design
     */
    public Measurement(Supplier<? extends Subject> subjects, Duration granularity, Effort effort) {
        this(subjects, granularity, effort, false);
    }

    private Measurement(Supplier<? extends Subject> subjects, Duration granularity, Effort effort, boolean doubting) {
        this.subjects = subjects;
        this.granularity = granularity;
        this.effort = effort;
        this.doubting = doubting;
    }

    /** A measurement of the sends of one ending under a strategy. */
    static Measurement of(Strategies strategies, String strategy, Ending ending, Effort effort) {
        return new Measurement(
                () -> new Guarded(strategies, strategy, ending),
                strategies.describe(strategy).granularity(),
                effort,
                ending.expected(strategies.describe(strategy)) == Verdict.CLEAN);
    }

    /** Why what grew is no evidence, or not yet; empty if nothing grew, or for long enough. */
    Optional<String> unsettled() {
        return Optional.ofNullable(unsettled);
    }

    /** The sends of one ending, with the strategy that guards them. */
    private static final class Guarded implements Subject {

        private final TimeoutStrategy strategy;
        private final Sends sends;

        Guarded(Strategies strategies, String id, Ending ending) {
            strategy = strategies.create(id);
            try {
                sends = Sends.of(ending, strategy);
            } catch (RuntimeException e) {
                strategy.close();
                throw e;
            }
        }

        @Override
        public long run(long count, long nanos) throws InterruptedException {
            return sends.run(count, nanos);
        }

        @Override
        public @Nullable Object root() {
            return strategy.retentionRoot();
        }

        @Override
        public void close() {
            sends.close();
            strategy.close();
        }
    }

    /** What sends leave by JOL's count, from the subject's root. */
    public record Rooted(
            long objectsMore,
            long bytesMore,
            Footprint after,
            @Nullable String path) {}

    /** All that was found. */
    public record Finding(
            Growth immediate,
            Growth settled,
            Growth afterDeadline,
            Duration timeout,
            Duration shortTimeout,
            @Nullable Rooted rooted) {

        /** What the three samples amount to. */
        public Verdict verdict() {
            if (afterDeadline.any()) {
                return Verdict.LEAKS;
            }
            return settled.any() ? Verdict.RETAINS : Verdict.CLEAN;
        }

        /** What the verdict rests on: the growth after the deadline if there is any, else the settled one. */
        public Growth evidence() {
            return afterDeadline.any() ? afterDeadline : settled;
        }
    }

    /** Why there can be no such sends; empty if there can. */
    static Optional<String> impossible(Descriptor descriptor, Ending ending) {
        if (ending == Ending.TIMED_OUT && !descriptor.alwaysExpires()) {
            return Optional.of("its sends need not time out: it admits that an expiry may never come");
        }
        return ending == Ending.ACKNOWLEDGED && !descriptor.inFlight()
                ? Optional.of("it cannot guard sends in flight: it needs a thread that waits for each")
                : Optional.empty();
    }

    /** Measures sends that all wait for their deadlines: these have passed when the sends are over. */
    Finding runTimedOut() throws InterruptedException {
        Duration timeout = Duration.ofNanos(TIMED_OUT_NANOS);
        Far series = farConfirmed(TIMED_OUT_NANOS);
        return new Finding(series.immediate, series.settled, series.settled, timeout, timeout, series.rooted);
    }

    /** Measures sends that are over before their deadlines: with deadlines far away, and with deadlines that pass. */
    public Finding run() throws InterruptedException {
        Far series = farConfirmed(effort.timeout().toNanos());
        Growth afterDeadline = pastConfirmed(series.settled);
        return new Finding(
                series.immediate,
                series.settled,
                afterDeadline,
                effort.timeout(),
                Duration.ofNanos(SHORT_NANOS),
                series.rooted);
    }

    /**
     * Measures sends of which no deadline is known: what is left, where that is held, and whether nearly all of it goes away by
     * itself within the effort's timeout, in which case it was only retained.
     */
    public Finding runAndWait() throws InterruptedException {
        Waited series = waited();
        if (series.settled.isFaint()) {
            series = waited().confirming(series);
        }
        return new Finding(
                series.immediate, series.settled, series.afterWait, effort.timeout(), effort.timeout(), series.held);
    }

    /** What a series shows that waits for what it left. */
    private record Waited(
            Growth immediate,
            Growth settled,
            Growth afterWait,
            @Nullable Rooted held) {

        Waited confirming(Waited other) {
            return new Waited(immediate, settled.confirming(other.settled), afterWait.confirming(other.settled), held);
        }
    }

    private Waited waited() throws InterruptedException {
        try (Subject sends = subjects.get()) {
            Ledger immediate = new Ledger(CHECKPOINTS);
            Ledger settled = new Ledger(CHECKPOINTS);
            Pace pace = warmUp(sends, 0, effort.sends());
            count(sends, 0, pace, immediate, settled);
            Growth left = settled.growth();
            if (left.any() && left.objects().perSend() < RARE && cleansUp(left, MOST_ROUND_NANOS)) {
                left = settled.nothing();
            }
            Rooted held = left.any() ? held(sends, left) : null;
            boolean gone = left.any() && cleansUp(left, effort.timeout().toNanos());
            return new Waited(immediate.growth(), left, gone ? settled.nothing() : left, held);
        }
    }

    /** What holds what is left: the path to the heaviest class of which little else lives. */
    private static Rooted held(Subject sends, Growth left) {
        Map<String, Census.Count> live = Census.take().byClass();
        ToDoubleFunction<Growth.OfClass> share = grown -> Math.min(
                OWN_SHARE,
                grown.objects().perSend()
                        * (double) left.sends()
                        / (double) live.getOrDefault(grown.name(), new Census.Count(1, 0))
                                .objects());
        Graph graph = Graph.ofThisJvm(sends.root());
        String path = left.classes().stream()
                .max(Comparator.comparingDouble(share)
                        .thenComparingDouble(grown -> grown.bytes().perSend()))
                .flatMap(grown -> graph.path(grown.name(), left.names()))
                .orElse(null);
        return new Rooted(left.objectsMore(), left.bytesMore(), Footprint.of(graph), path);
    }

    /** What a series whose deadlines are far away shows. */
    private record Far(
            Growth immediate, Growth settled, @Nullable Rooted rooted) {

        Far confirming(Far other) {
            return new Far(immediate, settled.confirming(other.settled), rooted);
        }
    }

    /**
     * A series, and a second one where the first saw so little that a JVM might have gathered it by itself: what the sends
     * leave is left again, whatever else grows has grown by then.
     */
    private Far farConfirmed(long nanos) throws InterruptedException {
        Far first = far(nanos, MOST_ROUND_NANOS);
        // What the first waited for in vain need not be waited for again.
        return first.settled.isFaint() ? far(nanos, 0).confirming(first) : first;
    }

    private Growth pastConfirmed(Growth settled) throws InterruptedException {
        Growth first = past(settled);
        return first.isFaint() ? past(settled).confirming(first) : first;
    }

    private Far far(long nanos, long roundNanos) throws InterruptedException {
        try (Subject sends = subjects.get()) {
            Object root = sends.root();
            Ledger immediate = new Ledger(CHECKPOINTS);
            Ledger settled = new Ledger(CHECKPOINTS);
            Pace pace = warmUp(sends, nanos, effort.sends());
            Footprint before = root == null ? null : Footprint.of(root);
            count(sends, nanos, pace, immediate, settled);
            Growth left = settled.growth();
            if (!stays(sends, nanos == TIMED_OUT_NANOS ? TIMED_OUT_NANOS / 10 : nanos, left, roundNanos, false)) {
                left = settled.nothing();
            }
            return new Far(
                    immediate.growth(), left, root == null || before == null ? null : rooted(root, before, left));
        }
    }

    /** The checkpoints of a series: each is counted at once, and again when it settled. */
    private void count(Subject sends, long nanos, Pace pace, Ledger immediate, Ledger settled)
            throws InterruptedException {
        immediate.learn(Census.take());
        settled.learn(Census.take());
        long sent = 0;
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            sent += checkpoint == 0 ? 0 : pace.segment(sends, nanos, CHECKPOINTS - 1);
            long atOnce = immediate.enter(sent, Census.take());
            sleep(SETTLE_NANOS + granularity.toNanos());
            settle(settled, atOnce, settled.enter(sent, Census.take()), 1, MOST_SETTLE_NANOS);
        }
    }

    private static Rooted rooted(Object root, Footprint before, Growth left) {
        Graph graph = Graph.from(root);
        Footprint after = Footprint.of(graph);
        String path = left.carrier()
                .flatMap(carrier -> graph.path(carrier, left.names()))
                .orElse(null);
        return new Rooted(after.objects() - before.objects(), after.bytes() - before.bytes(), after, path);
    }

    private Growth past(Growth settled) throws InterruptedException {
        try (Subject sends = subjects.get()) {
            Ledger ledger = new Ledger(DEADLINE_CHECKPOINTS);
            // What was seen to be left needs few sends to be seen again, and each may take a thread to expire.
            double enough = Math.max(
                    DEADLINE_CHECKPOINTS, ENOUGH_RETAINED / settled.objects().perSend());
            Pace pace = warmUp(sends, SHORT_NANOS, (long) Math.min((double) effort.sends(), enough));
            ledger.learn(Census.take());
            long sent = 0;
            long first = 0;
            for (int checkpoint = 0; checkpoint < DEADLINE_CHECKPOINTS; checkpoint++) {
                sent += checkpoint == 0 ? 0 : pace.segment(sends, SHORT_NANOS, DEADLINE_CHECKPOINTS - 1);
                sleep(SHORT_NANOS + granularity.toNanos());
                long now = ledger.enter(sent, Census.take());
                first = checkpoint == 0 ? now : first;
                if (now - first > STABLE_OBJECTS) {
                    // Expiries may be many and slow, a thread for each; a leak stays, however long one waits.
                    settle(ledger, now, now, DRAINED_POLLS, MOST_DRAIN_NANOS);
                }
            }
            Growth left = ledger.growth(settled.names());
            // What grew with far deadlines too was no cache then.
            return stays(sends, SHORT_NANOS, left, MOST_ROUND_NANOS, settled.any()) ? left : ledger.nothing();
        }
    }

    /**
     * Whether what grew is evidence. What a few of the sends left may be cleaned up on a round of seconds. So may what all of
     * them left, or it may be a cache that is still filling: where nothing was to be left, sends go on until it levels off,
     * or has filled a quarter of the heap.
     */
    private boolean stays(Subject sends, long nanos, Growth left, long roundNanos, boolean noCache)
            throws InterruptedException {
        double rate = left.objects().perSend();
        if (!left.any() || (!doubting && rate >= RARE)) {
            return left.any();
        }
        if (cleansUp(left, roundNanos)) {
            return false;
        }
        if (rate < RARE || noCache) {
            return true;
        }
        long start = System.nanoTime();
        long live = liveOf(left);
        long first = live - left.objectsMore();
        long bytesEach = Math.max(1, left.bytesMore() / Math.max(1, left.objectsMore()));
        long most = Runtime.getRuntime().maxMemory() / 4 / bytesEach;
        long wanted = (long) Math.ceil(most / rate / CACHE_CHUNKS);
        while (live - first < most && System.nanoTime() - start < MOST_PRESSING_NANOS) {
            long made = new Pace(wanted, MOST_PRESSING_NANOS / CACHE_CHUNKS).segment(sends, nanos, 1);
            sleep(SETTLE_NANOS + granularity.toNanos() + (nanos == SHORT_NANOS ? SHORT_NANOS : 0));
            long now = liveOf(left);
            if ((double) (now - live) < LEVEL * rate * (double) made) {
                unsettled = "levels off: a cache of %,d objects, most in %s"
                        .formatted(now - first, left.carrier().orElseThrow());
                return false;
            }
            live = now;
        }
        long enough = Math.min(most, LARGEST_CACHE);
        if (live - first < enough) {
            unsettled = "not settled: a cache of up to %,d objects cannot be told from a leak".formatted(enough);
            return false;
        }
        return !cleansUp(left, roundNanos);
    }

    /** How many sends a series may have, and how long it may take over them. */
    private record Pace(long sends, long nanos) {

        /** Makes the sends from one checkpoint to the next, fewer if they got slow; returns how many. */
        long segment(Subject kind, long timeoutNanos, int segments) throws InterruptedException {
            long start = System.nanoTime();
            long wanted = Math.max(1, sends / segments);
            // Some take a tick of 100 ms each.
            long most = Math.max(1, wanted / 16);
            long chunk = 1;
            long made = 0;
            while (made < wanted && (made == 0 || System.nanoTime() - start < nanos / segments)) {
                made += kind.run(Math.min(chunk, wanted - made), timeoutNanos);
                chunk = Math.min(2 * chunk, most);
            }
            return made;
        }
    }

    /** The size of what lives, without the census that counted it. */
    private record Size(long objects, long bytes) {

        static Size now() {
            Census census = Census.take();
            return new Size(census.objects(), census.bytes());
        }
    }

    /** Loads and compiles all that a series needs, and sees how much the sends leave. */
    private Pace warmUp(Subject sends, long nanos, long mostSends) throws InterruptedException {
        long most = effort.budget().toNanos() / 10;
        Pace half = new Pace(Math.max(2, Math.min(WARM_UP_SENDS, mostSends)) / 2, most / 2);
        half.segment(sends, nanos, 1);
        Census.take();
        Size before = Size.now();
        long made = half.segment(sends, nanos, 1);
        // What is only not cleaned up yet is no reason to send less.
        sleep(SETTLE_NANOS + granularity.toNanos());
        Size after = Size.now();
        double objectsPerSend = Math.max(0, (double) (after.objects() - before.objects()) / (double) made);
        double bytesPerSend = Math.max(0, (double) (after.bytes() - before.bytes()) / (double) made);

        double allowed = Math.min((double) mostSends, MOST_RETAINED / objectsPerSend);
        allowed = Math.min(allowed, (double) Runtime.getRuntime().maxMemory() / 4 / bytesPerSend);
        return new Pace(Math.max(1, (long) allowed), effort.budget().toNanos() / 3);
    }

    /**
     * Whether what a few of the sends left goes away by itself, long before any deadline: some clean up on a round of
     * seconds, which a series of a few seconds cannot tell from a slope. What every send leaves is too much for that.
     */
    private static boolean cleansUp(Growth left, long mostNanos) throws InterruptedException {
        long start = System.nanoTime();
        long gone = Math.round(CLEANED_UP * (double) left.objectsMore());
        long then = liveOf(left);
        while (System.nanoTime() - start < mostNanos) {
            sleep(ROUND_POLL_NANOS);
            if (then - liveOf(left) >= gone) {
                return gone > 0;
            }
        }
        return false;
    }

    private static long liveOf(Growth left) {
        return Census.take().byClass().entrySet().stream()
                .filter(entry -> left.names().contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue().objects())
                .sum();
    }

    /**
     * Counts the last checkpoint again until it is stable, that is did not fall so many times in a row, or for so long. No
     * census is kept meanwhile: it would be counted too.
     */
    private static void settle(Ledger ledger, long before, long now, int times, long mostNanos)
            throws InterruptedException {
        long start = System.nanoTime();
        long last = before;
        long next = now;
        int stable = last - next > STABLE_OBJECTS ? 0 : 1;
        while (stable < times && System.nanoTime() - start < mostNanos) {
            sleep(SETTLE_NANOS);
            last = next;
            next = ledger.amend(Census.take());
            stable = last - next > STABLE_OBJECTS ? 0 : stable + 1;
        }
    }

    private static void sleep(long nanos) throws InterruptedException {
        Thread.sleep(nanos / MILLI, (int) (nanos % MILLI));
    }
}
