package afterglow.retention;

import afterglow.jvm.OwnThreads;
import afterglow.timeout.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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

    private static final long WARM_UP_SENDS = 20_000;
    private static final long MOST_RETAINED = 100_000;
    private static final double ENOUGH_RETAINED = 5_000;
    private static final long MILLI = 1_000_000;

    /** Of the sends that are to time out. */
    static final long TIMED_OUT_NANOS = MILLI;

    /** Of the sends whose deadline is to pass between two checkpoints. */
    static final long SHORT_NANOS = 25 * MILLI;

    private static final long SETTLE_NANOS = 10 * MILLI;
    private static final long MOST_SETTLE_NANOS = 500 * MILLI;

    /** How long threads of the subject that are at work, or wait for a core, keep it from being settled. */
    private static final long MOST_WORK_NANOS = 1_000 * MILLI;

    /** To tell late expiries from none. */
    private static final int DRAINED_POLLS = 4;

    private static final long MOST_DRAIN_NANOS = 3_000 * MILLI;

    /** Objects for each send below which a round of clean-up is waited for, how long, and how much of them it must take. */
    private static final double RARE = 0.01;

    private static final long MOST_ROUND_NANOS = 5_000 * MILLI;
    private static final long ROUND_POLL_NANOS = 200 * MILLI;
    private static final double CLEANED_UP = 0.9;

    /** For how long sends go on where few leave something; a look whether it levels off comes when so many objects are expected. */
    private static final long MOST_FEW_NANOS = 8_000 * MILLI;

    private static final long FEW_NANOS = 1_000 * MILLI;
    private static final int FEW_EXPECTED = 16;

    /** What grew by fewer objects, and is growing still when the time is up, may be a cache. */
    private static final long LARGEST_CACHE = 400_000;

    /** How many looks it takes to fill a quarter of the heap, how long, and what share of its rate is standing still. */
    private static final int CACHE_CHUNKS = 8;

    private static final long FILLING_SENDS = 200_000;
    private static final long FEW_OF_FILLING = 2_000;
    private static final long MOST_FILLING_NANOS = 5_000 * MILLI;
    private static final long MOST_PRESSING_NANOS = 10_000 * MILLI;

    /** A program's sends may take long. */
    private static final long MOST_DOUBT_NANOS = 30_000 * MILLI;

    /** Sends that wait for a core have so many times as long. */
    private static final double STARVED = 2.5;

    private static final double LEVEL = 0.2;

    /** How a note begins that says why it cannot be told whether there is a leak. */
    static final String NOT_SETTLED = "not settled: ";

    /** Of the objects of a class, from which on what else lives of it is no matter. */
    private static final double OWN_SHARE = 0.9;

    /** So few objects come and go by themselves. */
    private static final long STABLE_OBJECTS = 3;

    private final Supplier<? extends RetentionSubject> subjects;
    private final Duration granularity;
    private final Effort effort;
    private final boolean doubting;
    private final OwnThreads threads = new OwnThreads();
    private @Nullable String unsettled;
    private long seriesNanos;

    /**
     * A measurement of any subject.
     *
     * @param subjects makes it anew for each series
     * @param granularity the longest that its expiries and its clean-up are late by design
     */
    public Measurement(Supplier<? extends RetentionSubject> subjects, Duration granularity, Effort effort) {
        this(subjects, granularity, effort, false);
    }

    /** A measurement of a subject that, if it is doubted, is to leave nothing: what grows may then be a cache. */
    Measurement(Supplier<? extends RetentionSubject> subjects, Duration granularity, Effort effort, boolean doubting) {
        this.subjects = subjects;
        this.granularity = granularity;
        this.effort = effort;
        this.doubting = doubting;
    }

    /**
     * What sends leave by JOL's count, from the subject's root.
     *
     * @param after what can be reached from there at the end
     * @param path from there to what is left; null for none
     */
    public record Rooted(
            long objectsMore,
            long bytesMore,
            Census after,
            @Nullable String path) {}

    /**
     * What was found right after the sends, after deferred clean-up, and after the deadlines.
     *
     * @param rooted null if the subject names no root
     * @param unsettled why what grew is no evidence, or not yet; empty if nothing grew, or for long enough
     * @param series how long the last series with far or unknown deadlines took: what stays for less may level off unseen
     */
    public record Finding(
            Growth immediate,
            Growth settled,
            Growth afterDeadline,
            @Nullable Rooted rooted,
            Optional<String> unsettled,
            Duration series) {

        /** The verdict from the three samples. */
        public Verdict verdict() {
            if (afterDeadline.any()) {
                return Verdict.LEAKS;
            }
            return settled.any() ? Verdict.RETAINS : Verdict.CLEAN;
        }

        /** Whether it can be told what the growth is. */
        public boolean isSettled() {
            return unsettled.filter(why -> why.startsWith(NOT_SETTLED)).isEmpty();
        }

        /** What the verdict rests on: the growth after the deadline if there is any, else the settled one. */
        public Growth evidence() {
            return afterDeadline.any() ? afterDeadline : settled;
        }
    }

    private Finding found(Growth immediate, Growth settled, Growth afterDeadline, @Nullable Rooted rooted) {
        return new Finding(
                immediate,
                settled,
                afterDeadline,
                rooted,
                Optional.ofNullable(unsettled),
                Duration.ofNanos(seriesNanos));
    }

    /** The second of two findings, but only what grew in both. */
    private Finding confirmed(Finding first, Finding second) {
        return found(
                second.immediate,
                second.settled.confirming(first.settled),
                second.afterDeadline.confirming(first.afterDeadline),
                second.rooted);
    }

    /** Measures sends that all wait for their deadlines: these have passed when the sends are over. */
    Finding runTimedOut() throws InterruptedException {
        return farConfirmed(TIMED_OUT_NANOS);
    }

    /** Measures sends that are over before their deadlines: with deadlines far away, and with deadlines that pass. */
    public Finding run() throws InterruptedException {
        Finding far = farConfirmed(effort.timeout().toNanos());
        Growth past = past(far.settled);
        if (past.isFaint()) {
            past = past(far.settled).confirming(past);
        }
        return found(far.immediate, far.settled, past, far.rooted);
    }

    /**
     * Measures sends whose deadlines are unknown: what is left, and what holds it. If nearly all of it goes away within the
     * effort's timeout, it was only retained. What stays but levels off while sends go on is a cache, not growth.
     */
    public Finding runAndWait() throws InterruptedException {
        Finding first = waited();
        return first.settled.isFaint() ? confirmed(first, waited()) : first;
    }

    private Finding waited() throws InterruptedException {
        try (RetentionSubject sends = subjects.get()) {
            Ledger immediate = new Ledger(effort.checkpoints());
            Ledger settled = new Ledger(effort.checkpoints());
            Pace pace = warmUp(sends, 0, effort.sends());
            count(sends, 0, pace, immediate, settled);
            Growth left = settled.growth();
            if (left.any() && left.objects().perSend() < RARE && cleansUp(left, MOST_ROUND_NANOS)) {
                left = settled.nothing();
            }
            // Before what holds it is looked for: meanwhile, it may go.
            long then = left.any() ? liveOf(left) : 0;
            Rooted held = left.any() ? held(sends, left) : null;
            boolean gone = left.any() && goesAway(left, then, effort.timeout().toNanos(), Integer.MAX_VALUE);
            if (!gone
                    && left.objects().perSend() >= RARE
                    && pressed(sends, 0, left, effort.sends(), MOST_DOUBT_NANOS).isEmpty()) {
                // Timers that last a little longer than what was waited for level off too, and then they go away.
                gone = cleansUp(left, MOST_PRESSING_NANOS);
                left = gone ? left : settled.nothing();
                unsettled = gone ? null : unsettled;
            }
            Growth afterWait = gone ? settled.nothing() : left;
            return found(immediate.growth(), left, afterWait, held);
        }
    }

    /** What holds what is left: the path to the heaviest class of which little else lives. */
    private static Rooted held(RetentionSubject sends, Growth left) {
        Census live = Census.take();
        ToDoubleFunction<Growth.OfClass> share = grown -> Math.min(
                OWN_SHARE,
                grown.objects().perSend()
                        * (double) left.sends()
                        / (double) Math.max(1, live.count(grown.name()).objects()));
        Graph graph = Graph.ofThisJvm(sends.root());
        String path = left.classes().stream()
                .max(Comparator.comparingDouble(share)
                        .thenComparingDouble(grown -> grown.bytes().perSend()))
                .flatMap(grown -> graph.path(grown.name(), left.names()))
                .orElse(null);
        Rooted held = new Rooted(left.objectsMore(), left.bytesMore(), graph.census(), path);
        // The walk has filled caches that only soft references hold: they are to go before anything is waited for.
        Census.take();
        return held;
    }

    /**
     * A series, and a second one where the first saw so little that a JVM might have gathered it by itself: what the sends
     * leave is left again, whatever else grows has grown by then.
     */
    private Finding farConfirmed(long nanos) throws InterruptedException {
        Finding first = far(nanos, MOST_ROUND_NANOS);
        // What the first waited for in vain need not be waited for again.
        return first.settled.isFaint() ? confirmed(first, far(nanos, 0)) : first;
    }

    private Finding far(long nanos, long roundNanos) throws InterruptedException {
        try (RetentionSubject sends = subjects.get()) {
            Object root = sends.root();
            Ledger immediate = new Ledger(effort.checkpoints());
            Ledger settled = new Ledger(effort.checkpoints());
            Pace pace = warmUp(sends, nanos, effort.sends());
            Census before = root == null ? null : Graph.from(root).census();
            count(sends, nanos, pace, immediate, settled);
            Growth left = settled.growth();
            if (left.any() && threads.isAtWork() && cleansUp(left, MOST_DRAIN_NANOS)) {
                left = settled.nothing();
            }
            if (!stays(sends, nanos == TIMED_OUT_NANOS ? TIMED_OUT_NANOS / 10 : nanos, left, roundNanos, false)) {
                left = settled.nothing();
            }
            Rooted rooted = root == null || before == null ? null : rooted(root, before, left);
            return found(immediate.growth(), left, left, rooted);
        }
    }

    /** The checkpoints of a series: each is counted at once, and again when it settled. */
    private void count(RetentionSubject sends, long nanos, Pace pace, Ledger immediate, Ledger settled)
            throws InterruptedException {
        // Loads what it needs before anything is counted.
        threads.isAtWork();
        immediate.learn(Census.withNative());
        settled.learn(Census.withNative());
        long start = System.nanoTime();
        long sent = 0;
        for (int checkpoint = 0; checkpoint < effort.checkpoints(); checkpoint++) {
            sent += checkpoint == 0 ? 0 : pace.segment(sends, nanos, effort.checkpoints() - 1);
            long atOnce = immediate.enter(sent, Census.withNative());
            TimeUnit.NANOSECONDS.sleep(SETTLE_NANOS + granularity.toNanos());
            settle(settled, atOnce, settled.enter(sent, Census.withNative()), 1, MOST_SETTLE_NANOS);
        }
        seriesNanos = System.nanoTime() - start;
    }

    private static Rooted rooted(Object root, Census before, Growth left) {
        Graph graph = Graph.from(root);
        Census after = graph.census();
        String path = left.carrier()
                .flatMap(carrier -> graph.path(carrier, left.names()))
                .orElse(null);
        return new Rooted(after.objects() - before.objects(), after.bytes() - before.bytes(), after, path);
    }

    private Growth past(Growth settled) throws InterruptedException {
        try (RetentionSubject sends = subjects.get()) {
            Ledger ledger = new Ledger(effort.checkpoints());
            // What was seen to be left needs few sends to be seen again, and each may take a thread to expire.
            double enough = Math.max(
                    effort.checkpoints(), ENOUGH_RETAINED / settled.objects().perSend());
            Pace pace = warmUp(sends, SHORT_NANOS, (long) Math.min((double) effort.sends(), enough));
            ledger.learn(Census.withNative());
            long sent = 0;
            long first = 0;
            for (int checkpoint = 0; checkpoint < effort.checkpoints(); checkpoint++) {
                sent += checkpoint == 0 ? 0 : pace.segment(sends, SHORT_NANOS, effort.checkpoints() - 1);
                TimeUnit.NANOSECONDS.sleep(SHORT_NANOS + granularity.toNanos());
                long now = ledger.enter(sent, Census.withNative());
                first = checkpoint == 0 ? now : first;
                if (now - first > STABLE_OBJECTS) {
                    // Expiries may be many and slow, a thread for each; a leak stays, however long one waits.
                    settle(ledger, now, now, DRAINED_POLLS, MOST_DRAIN_NANOS);
                }
            }
            Growth left = ledger.growth(settled.names());
            if (left.any() && goesAway(left, liveOf(left), Long.MAX_VALUE, DRAINED_POLLS)) {
                left = ledger.nothing();
            }
            // What grew with far deadlines too was no cache then.
            return stays(sends, SHORT_NANOS, left, MOST_ROUND_NANOS, settled.any()) ? left : ledger.nothing();
        }
    }

    /**
     * Whether what grew is evidence. What a few of the sends left may be cleaned up on a round of seconds, or be what is filled
     * once, as the slots of a wheel are. So may what all of them left, or it may be a cache that is still filling: where nothing
     * was to be left, sends that wait for nothing fill it, and then those of this ending go on until it levels off, or has filled
     * a quarter of the heap.
     */
    private boolean stays(RetentionSubject sends, long nanos, Growth left, long roundNanos, boolean noCache)
            throws InterruptedException {
        double rate = left.objects().perSend();
        if (!left.any() || (!doubting && rate >= RARE)) {
            return left.any();
        }
        if (cleansUp(left, roundNanos)) {
            return false;
        }
        if (rate < RARE) {
            return noCache || !doubting || roundNanos == 0 || !levelsOff(sends, nanos, left);
        }
        if (noCache) {
            return true;
        }
        OptionalLong more = pressed(sends, nanos, left, Long.MAX_VALUE, MOST_PRESSING_NANOS);
        if (more.isEmpty()) {
            return false;
        }
        long enough = Math.min(quarterOfTheHeap(left), LARGEST_CACHE);
        if (more.getAsLong() < enough) {
            unsettled = NOT_SETTLED + "a cache of up to %,d objects cannot be told from a leak".formatted(enough);
            return false;
        }
        return !cleansUp(left, roundNanos);
    }

    /** Whether what few sends left grows no more while they go on. */
    private boolean levelsOff(RetentionSubject sends, long nanos, Growth left) throws InterruptedException {
        double rate = left.objects().perSend();
        long start = System.nanoTime();
        long first = liveOf(left);
        long live = first;
        long sent = 0;
        while (System.nanoTime() - start < MOST_FEW_NANOS) {
            sent += new Pace(left.sends(), FEW_NANOS).segment(sends, nanos, 1);
            TimeUnit.NANOSECONDS.sleep(pause(nanos));
            double expected = rate * (double) sent;
            if (expected >= FEW_EXPECTED) {
                long now = liveOf(left);
                if ((double) (now - live) < LEVEL * expected) {
                    unsettled = levelsOffAt(left, now - first + left.objectsMore());
                    return true;
                }
                live = now;
                sent = 0;
            }
        }
        return false;
    }

    private static String levelsOffAt(Growth left, long objects) {
        return "levels off: a cache of %,d objects, most in %s"
                .formatted(objects, left.carrier().orElseThrow());
    }

    /**
     * Fills what is left, and then goes on sending, for so long or until it fills a quarter of the heap; returns how many
     * objects more live then, or nothing if it levels off, as a cache does.
     */
    private OptionalLong pressed(RetentionSubject sends, long nanos, Growth left, long mostSends, long mostNanos)
            throws InterruptedException {
        double rate = left.objects().perSend();
        long grown = liveOf(left);
        long before = grown - left.objectsMore();
        long live = filled(sends, nanos, left, grown);
        // What the cache took before says nothing any more, neither how much nor how fast.
        boolean filled = live - grown > FEW_OF_FILLING;
        long first = filled ? live : before;
        double pace = filled ? 0 : rate;
        long start = System.nanoTime();
        long waited = OwnThreads.waitedNanos();
        long most = quarterOfTheHeap(left);
        long wanted = (long) Math.ceil(Math.min((double) most / rate, (double) mostSends) / CACHE_CHUNKS);
        long sent = 0;
        while (live - first < most && sent < mostSends) {
            long nanosSoFar = System.nanoTime() - start;
            if (nanosSoFar - (OwnThreads.waitedNanos() - waited) >= mostNanos) {
                break;
            }
            if (nanosSoFar >= STARVED * mostNanos) {
                unsettled = NOT_SETTLED
                        + "a cache of more than %,d objects cannot be told from a leak by sends that wait for a core"
                                .formatted(live - before);
                return OptionalLong.empty();
            }
            long made = new Pace(wanted, mostNanos / CACHE_CHUNKS).segment(sends, nanos, 1);
            TimeUnit.NANOSECONDS.sleep(pause(nanos));
            long now = liveOf(left);
            double perSend = (double) (now - live) / (double) made;
            if (perSend < Math.max(RARE, LEVEL * pace)) {
                unsettled = levelsOffAt(left, now - before);
                return OptionalLong.empty();
            }
            pace = pace == 0 ? perSend : pace;
            live = now;
            sent += made;
        }
        return OptionalLong.of(live - first);
    }

    private static long quarterOfTheHeap(Growth left) {
        long bytesEach = Math.max(1, left.bytesMore() / Math.max(1, left.objectsMore()));
        return Runtime.getRuntime().maxMemory() / 4 / bytesEach;
    }

    /** Makes sends that wait for nothing until little grows any more; returns how much of what grew lives then. */
    private long filled(RetentionSubject sends, long nanos, Growth left, long grown) throws InterruptedException {
        long start = System.nanoTime();
        long last;
        long live = grown;
        do {
            last = live;
            if (sends.filling() != sends) {
                sends.filling().run(FILLING_SENDS, nanos);
                TimeUnit.NANOSECONDS.sleep(pause(nanos));
                live = liveOf(left);
            }
        } while (live - last > FEW_OF_FILLING && System.nanoTime() - start < MOST_FILLING_NANOS);
        return live;
    }

    private long pause(long nanos) {
        return SETTLE_NANOS + granularity.toNanos() + (nanos == SHORT_NANOS ? SHORT_NANOS : 0);
    }

    /** How many sends a series may have, and how long it may take over them. */
    private record Pace(long sends, long nanos) {

        /** Makes the sends from one checkpoint to the next, fewer if they got slow; returns how many. */
        long segment(RetentionSubject kind, long timeoutNanos, int segments) throws InterruptedException {
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

    /** The size of what lives; the census that counted it is garbage when this returns. */
    private static Census.Count live() {
        Census census = Census.take();
        return new Census.Count(census.objects(), census.bytes());
    }

    /** Loads and compiles all that a series needs, and sees how much the sends leave. */
    private Pace warmUp(RetentionSubject sends, long nanos, long mostSends) throws InterruptedException {
        long most = effort.budget().toNanos() / 10;
        Pace half = new Pace(Math.max(2, Math.min(WARM_UP_SENDS, mostSends)) / 2, most / 2);
        half.segment(sends, nanos, 1);
        Census.take();
        Census.Count before = live();
        long made = half.segment(sends, nanos, 1);
        // What is only not cleaned up yet is no reason to send less.
        TimeUnit.NANOSECONDS.sleep(SETTLE_NANOS + granularity.toNanos());
        Census.Count after = live();
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
        return goesAway(left, liveOf(left), mostNanos, Integer.MAX_VALUE);
    }

    /**
     * Whether nearly all of what is left goes away in a while, or before it stood still at so many looks: what a leak holds
     * stands still, and on a busy machine, late expiries wait for a core.
     *
     * @param then how many objects of its classes lived when it was counted
     */
    private static boolean goesAway(Growth left, long then, long mostNanos, int looks) throws InterruptedException {
        long start = System.nanoTime();
        long gone = Math.round(CLEANED_UP * (double) left.objectsMore());
        long last = then;
        int still = 0;
        while (still < looks && System.nanoTime() - start < mostNanos) {
            TimeUnit.NANOSECONDS.sleep(ROUND_POLL_NANOS);
            long now = liveOf(left);
            if (then - now >= gone) {
                return gone > 0;
            }
            still = last - now > STABLE_OBJECTS ? 0 : still + 1;
            last = now;
        }
        return false;
    }

    private static long liveOf(Growth left) {
        Census live = Census.take();
        return left.names().stream()
                .mapToLong(name -> live.count(name).objects())
                .sum();
    }

    /**
     * Counts the last checkpoint again until it is stable, that is did not fall so many times in a row, or for so long, and no
     * thread of the subject is at work: on a busy machine, what cleans up waits for a core. No census is kept meanwhile: it
     * would be counted too.
     */
    private void settle(Ledger ledger, long before, long now, int times, long mostNanos) throws InterruptedException {
        long start = System.nanoTime();
        long last = before;
        long next = now;
        int stable = last - next > STABLE_OBJECTS ? 0 : 1;
        while ((stable < times && System.nanoTime() - start < mostNanos)
                || (System.nanoTime() - start < MOST_WORK_NANOS && threads.isAtWork())) {
            TimeUnit.NANOSECONDS.sleep(SETTLE_NANOS);
            last = next;
            next = ledger.amend(Census.withNative());
            stable = last - next > STABLE_OBJECTS ? 0 : stable + 1;
        }
    }
}
