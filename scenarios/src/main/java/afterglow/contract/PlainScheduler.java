package afterglow.contract;

import static afterglow.contract.Deadlines.MILLI;

import afterglow.contract.Probe.Told;
import afterglow.jvm.OwnThreads;
import afterglow.timeout.DaemonThreads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler of the JDK that gets the same deadlines as a strategy, at the same time.
 *
 * <p>An expiry is late if it comes later than the scheduler's by more than the strategy's granularity and a margin that grows
 * with the scheduler's own lateness: what stalls the machine stalls both. It is in time if it comes within the margin while the
 * scheduler is in time as well. What lies in between is not told.
 *
 * <p>The scheduler mostly sleeps, and what sleeps gets a core at once, even of a busy machine. A strategy's thread that works for
 * a good part of the time does not, nor does a new thread. So the margin grows with what the strategy's threads wait for a core
 * each time that they wake up, too; and no strategy is found late while a thread that works gets less than a sixth of a core. If a
 * strategy starts a thread for each expiry, lanes that expire at once wait for one another's: it is not convicted of being late
 * by what it takes to start a thread for each lane.
 *
 * <p>Few that are late among many are told by their order: a machine that stalls a thread delays all that it has to tell, so none
 * is passed over by one that was due later. With several threads that happens, as often as it happens to the scheduler's alone.
 */
final class PlainScheduler implements AutoCloseable {

    /** How much later than the scheduler, on a quiet machine, an expiry may be, if most are not. */
    private static final long MARGIN = 40 * MILLI;

    /** While the scheduler is no later, the machine lets expiries come in time; what part of a run that must be the case. */
    private static final long PROMPT = MILLI;

    private static final double LEAST_PROMPT = 0.25;

    /** What is passed over is late by more than this, and so was what passed it over due later. */
    static final long PASSED_OVER = 5 * MILLI;

    /** A stall may delay several: all that are due within such a span count once. */
    private static final long SPAN = 10 * MILLI;

    /** Some are late if they are passed over in more spans than this, and than so many times those of the scheduler's. */
    private static final int FEW_SPANS = 3;

    private static final int MOST_TIMES = 4;

    /** How many times as long as the CPU that it needs some work may take. */
    private static final double MOST_SLOWDOWN = 6;

    private static final int AT_ONCE_TIMES = 3;

    /** What has something to tell works for this part of the time, or more of it. */
    private static final int LEAST_WORKING = 3;

    private static final long WORK_NANOS = 40 * MILLI;

    /** So many new threads, started one right after the other so many times, show how long it takes until all have run. */
    private static final int NEW_THREADS = 64;

    private static final int NEW_TIMES = 3;

    /** A busy machine may start threads so many times more slowly while lanes expire than when it is asked afterwards. */
    private static final int START_TIMES = 4;

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("contract-control");
    private final OwnThreads strategys = OwnThreads.allBut("afterglow-contract-");
    private OwnThreads.Sample before = strategys.sample();
    private long startedBefore = started();

    PlainScheduler() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** How many threads this JVM has started so far. */
    private static long started() {
        return ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
    }

    /** Whether a thread was started for most of so many expiries. */
    private boolean startsThreads(int expiries) {
        return 2 * (started() - startedBefore) > expiries;
    }

    /** A timeout that a lane and the scheduler were given. */
    static final class Both {

        private final Probe lane;
        // However long this thread was stalled while it armed: the strategy may have read its clock at the end of that.
        private final long dueAt;
        private final Future<?> control;
        private volatile long controlAt;
        private long expiredAt;

        private Both(Probe lane, ScheduledThreadPoolExecutor scheduler) {
            this.lane = lane;
            long nanos = lane.lengthNanos();
            dueAt = System.nanoTime() + nanos;
            control = scheduler.schedule(
                    () -> {
                        controlAt = System.nanoTime();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }

        Probe lane() {
            return lane;
        }

        /** Whether both expired; asked before the lane is disarmed. */
        boolean isOver() {
            @Nullable Told told = lane.expired() ? lane.lastLive() : null;
            expiredAt = told == null ? 0 : told.atNanos();
            return told != null && controlAt != 0;
        }

        void disarm() {
            lane.disarm();
            control.cancel(false);
        }

        private Expired expired() {
            return new Expired(dueAt, expiredAt, controlAt);
        }
    }

    /** When a timeout was due, and when the lane's expiry and the scheduler's came. */
    record Expired(long dueAt, long at, long controlAt) {

        private long nanosLate() {
            return at - dueAt;
        }

        private long controlNanosLate() {
            return controlAt - dueAt;
        }

        private long excessNanos() {
            return at - controlAt;
        }
    }

    Both arm(Probe lane, long nanos) {
        lane.arm(nanos);
        return new Both(lane, scheduler);
    }

    /** How late nine of ten come of so many that are due at one moment, which is so far ahead. */
    private long nanosLateAtOnce(int tasks, long aheadNanos) throws ExecutionException, InterruptedException {
        long at = System.nanoTime() + aheadNanos;
        // They come in the order of their arming.
        List<ScheduledFuture<Long>> all = IntStream.range(0, tasks)
                .mapToObj(i -> scheduler.schedule(System::nanoTime, at - System.nanoTime(), TimeUnit.NANOSECONDS))
                .toList();
        return all.get(tasks * 9 / 10).get() - at;
    }

    /** Notes what the strategy's threads have done so far. */
    void start() {
        before = strategys.sample();
        startedBefore = started();
    }

    /**
     * Whether lanes that were due at one moment, so far ahead, have come as soon as can be: the strategy's threads have worked since
     * the start, or waited for a core, or nine of ten came about when a scheduler's do. A thread for each that is due works as well.
     */
    Finding atOnce(List<Probe> lanes, Trial trial, long aheadNanos) throws ExecutionException, InterruptedException {
        long busy = strategys.sample().busyNanos(before);
        boolean works = startsThreads(lanes.size());
        long late = lanes.stream().mapToLong(Probe::nanosLate).sorted().toArray()[lanes.size() * 9 / 10];
        String seen =
                "of %d timeouts due at once 90 %% expired up to %.1f ms late; the strategy's threads were busy for %.1f ms"
                        .formatted(lanes.size(), late / 1e6, busy / 1e6);
        long over = late - trial.descriptor().granularity().toNanos() - MARGIN;
        if (over <= 0 || works || busy > late / LEAST_WORKING) {
            return Finding.kept("%s", seen);
        }
        long own = nanosLateAtOnce(lanes.size(), aheadNanos);
        seen += "; with a plain scheduler 90 %% expired up to %.1f ms late".formatted(own / 1e6);
        return over <= AT_ONCE_TIMES * own ? Finding.kept("%s", seen) : unlessOverloaded(Finding.broken("%s", seen));
    }

    /** Not told, in place of what convicts, if the machine had no cores for what was tried. */
    static Finding unlessOverloaded(Finding finding) {
        if (finding.state() != Finding.State.BROKEN) {
            return finding;
        }
        double slowdown = slowdown();
        return slowdown > MOST_SLOWDOWN
                ? Finding.notTold("work takes %.1f times as long as on a free core: %s", slowdown, finding.detail())
                : finding;
    }

    /** How long it takes now for each of many threads, at worst, until all have run. */
    private static long startNanos() {
        long longest = 0;
        for (int time = 0; time < NEW_TIMES; time++) {
            long start = System.nanoTime();
            List<Thread> started = Stream.generate(() -> new Thread(() -> {}, "afterglow-contract-new"))
                    .limit(NEW_THREADS)
                    .toList();
            started.forEach(Thread::start);
            started.forEach(DaemonThreads::join);
            longest = Math.max(longest, (System.nanoTime() - start) / NEW_THREADS);
        }
        return longest;
    }

    /** How many times as long as the CPU that it needs some work takes now; 1 where the JVM does not tell the CPU. */
    private static double slowdown() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (!threads.isCurrentThreadCpuTimeSupported()) {
            return 1;
        }
        long start = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - cpu < WORK_NANOS) {
            Thread.onSpinWait();
        }
        return (double) (System.nanoTime() - start) / WORK_NANOS;
    }

    /**
     * Whether the expiries of timeouts that are over came in time; all were armed since the last time that this was asked.
     *
     * @param usualMargin how much later than the scheduler, on a quiet machine, four of five may be; half of them half of that, 19 of
     *     20 four times that
     */
    Finding judged(List<Both> over, Trial trial, long usualMargin, String where) {
        long wait = strategys.sample().waitNanosASleep(before);
        boolean startsThreads = startsThreads(over.size());
        List<Expired> expired = over.stream().map(Both::expired).toList();
        long granularity = trial.descriptor().granularity().toNanos();
        Finding finding = unlessOverloaded(judged(expired, granularity, usualMargin, wait, where));
        if (finding.state() == Finding.State.BROKEN && startsThreads) {
            long start = startNanos();
            long all = START_TIMES
                    * start
                    * over.stream().map(Both::lane).distinct().count();
            Finding excused = judged(expired, granularity, usualMargin, Math.max(wait, all), where);
            if (excused.state() != Finding.State.BROKEN) {
                finding = Finding.notTold("a new thread takes %.2f ms to run: %s", start / 1e6, finding.detail());
            }
        }
        start();
        return finding;
    }

    /**
     * @param wait for how long a thread of the strategy waited for a core each time that it woke up, or lanes for one another's
     *     new threads; what mostly sleeps waits for less than 1 ms, which is no excuse
     */
    static Finding judged(List<Expired> over, long granularity, long usualMargin, long wait, String where) {
        long excused = wait > PROMPT ? wait : 0;
        long margin = granularity + usualMargin;
        long most = quantile(over, 1, Expired::excessNanos);
        long mostControl = quantile(over, 1, Expired::controlNanosLate);
        long passedOver = spansPassedOver(over, granularity + PASSED_OVER + excused);
        long control = spans(over.stream().filter(one -> -one.excessNanos() > PASSED_OVER));
        boolean late = most > granularity + MARGIN + 3 * Math.max(mostControl, excused)
                || isLater(over, 0.2, granularity + Math.max(3 * MILLI, usualMargin / 3), 4, excused)
                || isLater(over, 0.5, granularity + usualMargin / 2, 4, excused)
                || isLater(over, 0.8, margin, 4, excused)
                || isLater(over, 0.95, margin + 3 * usualMargin, 2, excused)
                // A tick that is stalled half way finds some lanes late, in no order.
                || (passedOver > FEW_SPANS + MOST_TIMES * control
                        && (granularity == 0 || (mostControl < PASSED_OVER && excused == 0)));
        String seen =
                ("%d expiries%s: 50, 80, 95 and 100 %% of them came up to %s ms later than a plain scheduler's, which "
                                + "came up to %s ms late; the strategy's threads waited %.1f ms for a core at each wake-up; "
                                + "in %d spans of 10 ms an expiry came late, after one that was due later; in %d spans only "
                                + "the plain scheduler's came late")
                        .formatted(
                                over.size(),
                                where,
                                millis(over, Expired::excessNanos),
                                millis(over, Expired::controlNanosLate),
                                wait / 1e6,
                                passedOver,
                                control);
        if (late) {
            return Finding.broken("%s", seen);
        }
        List<Expired> prompt =
                over.stream().filter(one -> one.controlNanosLate() <= PROMPT).toList();
        boolean inTime = (double) prompt.size() > LEAST_PROMPT * (double) over.size()
                && passedOver == 0
                && most <= granularity + MARGIN
                && quantile(prompt, 0.5, Expired::nanosLate) <= granularity + usualMargin / 2
                && quantile(prompt, 0.8, Expired::nanosLate) <= margin
                && quantile(prompt, 0.95, Expired::nanosLate) <= margin + 3 * usualMargin;
        return Finding.keptIf(inTime, "%s", seen);
    }

    /** In how many spans one came late, but for {@code most}, and after one that was due later. */
    private static long spansPassedOver(List<Expired> over, long most) {
        List<Expired> late = new ArrayList<>();
        long lastDue = over.stream().mapToLong(Expired::dueAt).min().orElse(0);
        List<Expired> inOrder =
                over.stream().sorted(Comparator.comparingLong(Expired::at)).toList();
        int told = 0;
        for (Expired one : inOrder) {
            for (; one.at() - inOrder.get(told).at() > PROMPT; told++) {
                lastDue = Math.max(lastDue, inOrder.get(told).dueAt());
            }
            if (one.excessNanos() > most && lastDue - one.dueAt() > most) {
                late.add(one);
            }
        }
        return spans(late.stream());
    }

    private static long spans(Stream<Expired> some) {
        return some.mapToLong(one -> one.dueAt() / SPAN).distinct().count();
    }

    /** Whether a share of the expiries is not within a margin and some times the noise of the machine, which is at least so much. */
    private static boolean isLater(List<Expired> over, double share, long margin, int times, long leastNoise) {
        // A machine on which the scheduler is as often late, or behind the strategy, is busy.
        long noise = Math.max(
                leastNoise,
                Math.max(
                        quantile(over, share, Expired::controlNanosLate),
                        -quantile(over, 1 - share, Expired::excessNanos)));
        return quantile(over, share, Expired::excessNanos) > margin + times * noise;
    }

    private static String millis(List<Expired> over, ToLongFunction<Expired> value) {
        return DoubleStream.of(0.5, 0.8, 0.95, 1)
                .mapToObj(part -> "%.1f".formatted(quantile(over, part, value) / 1e6))
                .collect(Collectors.joining(", "));
    }

    private static long quantile(List<Expired> over, double part, ToLongFunction<Expired> value) {
        long[] sorted = over.stream().mapToLong(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))];
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }
}
