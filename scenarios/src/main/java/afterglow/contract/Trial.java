package afterglow.contract;

import afterglow.broadcast.Exit;
import afterglow.broadcast.Lane;
import afterglow.broadcast.Outcome;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One clause run against one strategy: gives the clause its strategies, lanes and threads, limits its waits, and closes all
 * of them.
 */
final class Trial implements AutoCloseable {

    /** The name of the threads that an experiment starts for itself. */
    static final String THREADS = "afterglow-contract-trial";

    private static final long GENEROUS_MILLIS = 2_000;
    private static final long SHORT_MILLIS = 300;
    private static final int STACK_BYTES = 512 << 10;

    private final Descriptor descriptor;
    private final Supplier<TimeoutStrategy> strategies;
    private final Set<Fault> known;
    private final Scope scope;
    private final Deque<TimeoutStrategy> made = new ArrayDeque<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Exit exit = new Exit();
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();

    Trial(Descriptor descriptor, Supplier<TimeoutStrategy> strategies, Set<Fault> known, Scope scope) {
        this.descriptor = descriptor;
        this.strategies = strategies;
        this.known = known;
        this.scope = scope;
    }

    Descriptor descriptor() {
        return descriptor;
    }

    /** What makes its scripts. */
    long seed() {
        return scope.seed();
    }

    /** How long an experiment may go on that would find more the longer it took. */
    long stayNanos() {
        return scope.stay().toNanos();
    }

    /** Whether the strategy admits a fault, or was seen to have it. */
    boolean has(Fault fault) {
        return known.contains(fault);
    }

    /** A new strategy, closed when the trial ends. */
    TimeoutStrategy strategy() {
        TimeoutStrategy strategy = strategies.get();
        made.push(strategy);
        return strategy;
    }

    /** A new strategy that the clause closes itself. */
    TimeoutStrategy ownStrategy() {
        return strategies.get();
    }

    /** A new lane whose sends end when the trial does. */
    Lane lane(TimeoutStrategy strategy) {
        Lane lane = new Lane(strategy, exit);
        lanes.add(lane);
        return lane;
    }

    /** Runs a task on a thread of its own. */
    <T> FutureTask<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(null, future, THREADS, STACK_BYTES);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return future;
    }

    /** Whether a thread is the trial's own, not the strategy's. */
    boolean owns(Thread thread) {
        return threads.contains(thread) || thread == Thread.currentThread();
    }

    /** How long to wait for what must come, beyond its deadline. */
    long patienceMillis() {
        return GENEROUS_MILLIS + granularityMillis();
    }

    /** How long to wait where a fault keeps an expiry from coming: shorter if the strategy declares the fault, or lost expiries. */
    long patienceMillis(Fault fault) {
        return has(fault) || has(Fault.LOST) ? SHORT_MILLIS + granularityMillis() : patienceMillis();
    }

    /** How late an expiry may be by design. */
    long granularityMillis() {
        return descriptor.granularity().toMillis() + 1;
    }

    /** The state of a thread and the innermost call that is neither the JDK's nor the contract's. */
    static String whereIs(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        String call = Arrays.stream(stack)
                .filter(frame -> frame.getModuleName() == null
                        && !frame.getClassName().startsWith(Trial.class.getPackageName() + "."))
                .findFirst()
                .or(() -> Arrays.stream(stack).findFirst())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("no code");
        return "(" + thread.getState().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ") in " + call;
    }

    /** The outcome of a send started before; null if it is still waiting when the patience is over. */
    @Nullable
    Outcome outcome(FutureTask<Outcome> send) throws Exception {
        return Patience.until(patienceMillis(), send::isDone) ? send.get() : null;
    }

    /** Ends first the sends, then the strategies. */
    @Override
    public void close() {
        exit.close();
        lanes.forEach(Lane::wake);
        Patience.until(GENEROUS_MILLIS, () -> threads.stream().noneMatch(Thread::isAlive));
        for (TimeoutStrategy one : made) {
            one.close();
        }
    }
}
