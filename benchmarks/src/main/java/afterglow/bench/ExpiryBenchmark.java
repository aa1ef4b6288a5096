package afterglow.bench;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Expiry;
import afterglow.timeout.Timeout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast do timers expire that are all due at once, and how late is an unrelated one, due 1 ms after them?
 *
 * <pre>{@code java -jar benchmarks.jar Expiry -p strategy=none,scheduled-removed,wheel -p storm=1000,100000}</pre>
 *
 * <p>One operation is one storm, seen from its due time; {@code stormNanos}, from its first expiry to its last, divided by
 * {@code storm} is the time of one expiry. JMH adds the counters up over the iterations; an iteration's own are in its line.
 *
 * <p>With {@code -p rearms=1} each expiry arms its timer once more for 5 ms, as a retry does; {@code rearmedLatenessNanos} is
 * how late those were. {@code stormNanos} is still that of the first expiries.
 *
 * <p>The floor, {@code none}, is a hand-written loop: one thread that wakes when all is due and tells everyone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
// A single shot takes what it takes: the times are for the estimate of the run.
@Warmup(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class ExpiryBenchmark extends JmhDefaults {

    private static final long UNRELATED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long REARM_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LEAD_NANOS_A_TIMER = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int AT_ONCE = 20;

    /** How many timers are due at once. */
    @Param({"1000", "10000", "100000"})
    public int storm;

    /** How many times the expiry of each of them arms it again. */
    @Param("0")
    public int rearms;

    private final ThreadFactory floor = DaemonThreads.named("floor");
    private final List<Timeout> timeouts = new ArrayList<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger rearmed = new AtomicInteger();
    private final LongAdder rearmedExpired = new LongAdder();
    private final LongAdder rearmedLateness = new LongAdder();
    private TimedStrategy contestant;
    private Thread measuring;
    private long leadNanos;
    private long ticket;
    private long due;
    private volatile boolean standing;
    private volatile boolean early;
    private volatile long first;
    private volatile long last;
    private volatile long unrelated;

    @Setup
    public void open(TimedStrategy timed) {
        contestant = timed;
        leadNanos = LEAD_NANOS + LEAD_NANOS_A_TIMER * storm;
        if (isFloor()) {
            return;
        }
        Expiry one = this::one;
        for (int timer = 0; timer < storm; timer++) {
            timeouts.add(rearms == 0 ? timed.timeouts.open(one) : new Retry().timeout);
        }
        timeouts.add(timed.timeouts.open(this::other));
    }

    private boolean isFloor() {
        return contestant.strategy.equals(Subject.FLOOR);
    }

    private void one(long expired) {
        if (first == 0) {
            first = System.nanoTime();
        }
        if (outstanding.decrementAndGet() == 0) {
            last = System.nanoTime();
            LockSupport.unpark(measuring);
        }
    }

    /** Arms its timer once more whenever it expires, as long as it may. */
    private final class Retry implements Expiry {

        private final Timeout timeout = contestant.timeouts.open(this);
        private long deadline;

        @Override
        public void expire(long expired) {
            // While the storm is still being armed, the measuring thread may be using the timer.
            boolean again = standing && expired - ticket < rearms;
            long before = deadline;
            if (again) {
                rearmed.incrementAndGet();
                timeout.disarm();
                deadline = System.nanoTime() + REARM_NANOS;
                timeout.arm(REARM_NANOS, expired + 1);
            }
            expired(expired, before);
        }
    }

    /** Counts the expiry of one timer, the storm's or a later one, that was due at a moment. */
    private void expired(long expired, long deadline) {
        if (expired == ticket) {
            one(expired);
            return;
        }
        long lateness = System.nanoTime() - deadline;
        early |= lateness < 0;
        rearmedLateness.add(lateness);
        rearmedExpired.increment();
        if (rearmed.decrementAndGet() == 0) {
            LockSupport.unpark(measuring);
        }
    }

    private void other(long expired) {
        unrelated = System.nanoTime();
        LockSupport.unpark(measuring);
    }

    /** Arms all timers for one moment, and waits for it; if arming took longer than that, again for a later moment. */
    @Setup(Level.Iteration)
    public void arm() {
        measuring = Thread.currentThread();
        while (!armed()) {
            awaitStorm();
            disarm();
            leadNanos *= 2;
        }
        sleepUntil(due);
    }

    private boolean armed() {
        ticket += rearms + 1;
        standing = false;
        outstanding.set(storm);
        rearmedExpired.reset();
        rearmedLateness.reset();
        first = 0;
        last = 0;
        unrelated = 0;
        due = System.nanoTime() + leadNanos;
        if (isFloor()) {
            floor.newThread(this::tellAll).start();
            return true;
        }
        for (int timer = 0; timer < storm; timer++) {
            timeouts.get(timer).arm(due - System.nanoTime(), ticket);
        }
        timeouts.get(storm).arm(due + UNRELATED_NANOS - System.nanoTime(), ticket);
        standing = true;
        return System.nanoTime() - due < 0;
    }

    private void tellAll() {
        long[] deadlines = new long[storm];
        rearmed.set(storm * rearms);
        sleepUntil(due);
        for (int from = 0; from < storm; from += AT_ONCE) {
            tell(from, Math.min(storm, from + AT_ONCE), deadlines);
        }
        sleepUntil(due + UNRELATED_NANOS);
        other(ticket);
        for (int again = 1; again <= rearms; again++) {
            for (int timer = 0; timer < storm; timer++) {
                sleepUntil(deadlines[timer]);
                expired(ticket + again, deadlines[timer]);
                deadlines[timer] = System.nanoTime() + REARM_NANOS;
            }
        }
    }

    /** A few of them: what runs often enough is compiled before it is timed, as it is in a strategy. */
    private void tell(int from, int to, long[] deadlines) {
        for (int timer = from; timer < to; timer++) {
            if (rearms > 0) {
                deadlines[timer] = System.nanoTime() + REARM_NANOS;
            }
            one(ticket);
        }
    }

    @Benchmark
    public long expire(Storm seen) {
        awaitStorm();
        seen.expired += storm - outstanding.get();
        seen.stormNanos += last - first;
        seen.firstLatenessNanos += first - due;
        seen.lastLatenessNanos += last - due;
        seen.unrelatedLatenessNanos += unrelated - due - UNRELATED_NANOS;
        seen.rearmedLatenessNanos += rearmedLateness.sum() / Math.max(1, rearmedExpired.sum());
        return seen.expired;
    }

    private void awaitStorm() {
        while (last == 0 || unrelated == 0 || rearmed.get() != 0) {
            LockSupport.parkNanos(this, PATIENCE_NANOS);
            if (System.nanoTime() - due > PATIENCE_NANOS) {
                throw contestant.isVoid(": a minute after " + storm + " timers were due, " + outstanding
                        + " of them and " + rearmed + " armed again have not expired");
            }
        }
    }

    private static void sleepUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Disarms all timers. Each must have expired once, and none before its deadline; else the run is void. */
    @TearDown(Level.Iteration)
    public void agree() {
        disarm();
        if (outstanding.get() != 0 || first - due < 0) {
            throw contestant.isVoid(": of " + storm + " timers " + (storm - outstanding.get()) + " expired, the first "
                    + (first - due) + " ns after the deadline");
        }
        long again = (long) storm * rearms;
        if (rearmedExpired.sum() != again || early) {
            throw contestant.isVoid(": of " + again + " timers armed again " + rearmedExpired.sum() + " expired"
                    + (early ? ", some before the deadline" : ""));
        }
    }

    private void disarm() {
        timeouts.forEach(Timeout::disarm);
    }

    @TearDown
    public void close() {
        timeouts.forEach(Timeout::close);
    }

    /** What one storm was like; lateness is from the deadline on. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Storm {
        public long expired;
        public long stormNanos;
        public long firstLatenessNanos;
        public long lastLatenessNanos;
        public long unrelatedLatenessNanos;
        /** Of the deadlines of timers that were armed again, on average. */
        public long rearmedLatenessNanos;
    }
}
