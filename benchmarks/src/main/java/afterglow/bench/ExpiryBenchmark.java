package afterglow.bench;

import afterglow.broadcast.Rehearsal;
import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Expiry;
import afterglow.timeout.Strategies;
import afterglow.timeout.Timeout;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
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
 * <p>The floor, {@code none}, is a hand-written loop: one thread that wakes when all is due and tells everyone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// A single shot takes what it takes: the times are for the estimate of the run.
@Warmup(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 150, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ExpiryBenchmark {

    private static final String FLOOR = "none";
    private static final long UNRELATED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LEAD_NANOS_A_TIMER = 2_000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** An id of the registry; the command line puts every one here that expires what no thread waits for. */
    @Param(FLOOR)
    public String strategy;

    /** How many timers are due at once. */
    @Param({"1000", "10000", "100000"})
    public int storm;

    private final ThreadFactory floor = DaemonThreads.named("floor");
    private final List<Timeout> timeouts = new ArrayList<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private @Nullable TimeoutStrategy contestant;
    private Thread measuring;
    private long leadNanos;
    private long ticket;
    private long due;
    private volatile long first;
    private volatile long last;
    private volatile long unrelated;

    @Setup
    public void open() {
        leadNanos = LEAD_NANOS + LEAD_NANOS_A_TIMER * storm;
        if (strategy.equals(FLOOR)) {
            return;
        }
        Strategies strategies = Strategies.load();
        Descriptor descriptor = strategies.describe(strategy);
        contestant = strategies.create(strategy);
        Rehearsal.playInFlight(contestant, descriptor);
        Expiry one = this::one;
        for (int timer = 0; timer < storm; timer++) {
            timeouts.add(contestant.open(one));
        }
        timeouts.add(contestant.open(this::other));
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

    private void other(long expired) {
        unrelated = System.nanoTime();
        LockSupport.unpark(measuring);
    }

    /** Arms all for one moment, and waits for it. A moment that the arming has overtaken is no storm: then a later one. */
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
        ticket++;
        outstanding.set(storm);
        first = 0;
        last = 0;
        unrelated = 0;
        due = System.nanoTime() + leadNanos;
        if (contestant == null) {
            floor.newThread(this::tellAll).start();
            return true;
        }
        for (int timer = 0; timer < storm; timer++) {
            timeouts.get(timer).arm(due - System.nanoTime(), ticket);
        }
        timeouts.get(storm).arm(due + UNRELATED_NANOS - System.nanoTime(), ticket);
        return System.nanoTime() - due < 0;
    }

    private void tellAll() {
        sleepUntil(due);
        for (int timer = 0; timer < storm; timer++) {
            one(ticket);
        }
        sleepUntil(due + UNRELATED_NANOS);
        other(ticket);
    }

    @Benchmark
    public long expire(Storm seen) {
        awaitStorm();
        seen.expired += storm - outstanding.get();
        seen.stormNanos += last - first;
        seen.firstLatenessNanos += first - due;
        seen.lastLatenessNanos += last - due;
        seen.unrelatedLatenessNanos += unrelated - due - UNRELATED_NANOS;
        return seen.expired;
    }

    private void awaitStorm() {
        while (last == 0 || unrelated == 0) {
            LockSupport.parkNanos(this, PATIENCE_NANOS);
            if (System.nanoTime() - due > PATIENCE_NANOS) {
                throw new IllegalStateException("void: strategy '" + strategy + "': a minute after " + storm
                        + " timers were due, " + outstanding + " of them have not expired");
            }
        }
    }

    private static void sleepUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Ends the storm's sends. Every timer expired once, and none before its time; else the run is void. */
    @TearDown(Level.Iteration)
    public void agree() {
        disarm();
        if (outstanding.get() != 0 || first - due < 0) {
            throw new IllegalStateException("void: strategy '" + strategy + "': of " + storm + " timers "
                    + (storm - outstanding.get()) + " expired, the first " + (first - due) + " ns after the deadline");
        }
    }

    private void disarm() {
        timeouts.forEach(Timeout::disarm);
    }

    @TearDown
    public void close() {
        timeouts.forEach(Timeout::close);
        if (contestant != null) {
            contestant.close();
        }
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
    }
}
