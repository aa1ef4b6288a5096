package afterglow.contract;

import afterglow.contract.Finding.State;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The contract of one strategy: every {@link Clause}, run against fresh instances of it, in this JVM.
 *
 * <p>Every wait is bounded: a strategy that hangs or never fires breaks the clause. A clause that the strategy declares to
 * break is run all the same, and must fail. No clause asks for speed. Threads are counted, so nothing else should start any
 * meanwhile.
 *
 * @param strategies makes a new instance at each call
 * @param scope how far it looks
 */
public record Contract(Descriptor descriptor, Supplier<TimeoutStrategy> strategies, Scope scope) {

    private static final long HANG_MILLIS = 30_000;

    /** By the clock, a thread that waits for a core has so many times as long. */
    private static final int STARVED_TIMES = 3;

    /** A clause does not wait without a bound for longer than this, and as long as its threads may go on. */
    private static final long STUCK_MILLIS = 10_000;

    /** How often a clause is tried that a busy machine leaves untold, and a fault that a strategy admits is looked for. */
    private static final int ATTEMPTS = 4;

    /** No attempt begins later. */
    private static final long MOST_NANOS = 20_000_000_000L;

    /** The contract of a strategy in a registry. */
    public static Contract of(Strategies registry, String id, Scope scope) {
        return new Contract(registry.describe(id), () -> registry.create(id), scope);
    }

    /** Runs every clause. */
    public ContractReport check() {
        return run(List.of(Clause.values()), result -> {});
    }

    /** Measures what is wrong with the strategy's deadlines, in about a second. */
    public ContractReport deadlines() {
        return run(List.of(Clause.EXPIRES, Clause.NEVER_EARLY, Clause.NOT_PUT_OFF), result -> {});
    }

    /** Runs some clauses, and reports each result as it comes. */
    public ContractReport run(List<Clause> clauses, Consumer<Result> onResult) {
        Set<Fault> known = EnumSet.noneOf(Fault.class);
        known.addAll(descriptor.faults());
        List<Result> results = new ArrayList<>();
        Map<Clause, String> untried = new EnumMap<>(Clause.class);
        for (Clause clause : clauses) {
            Result result = Optional.ofNullable(untried.get(clause))
                    .or(() -> clause.excuse(known, descriptor.retention()))
                    .map(why -> new Result(clause, Finding.notApplicable(why), false, false))
                    .orElseGet(() -> tried(clause, Set.copyOf(known)));
            results.add(result);
            onResult.accept(result);
            if (result.finding().state() != State.BROKEN) {
                continue;
            }
            if (clause.fault() != null) {
                known.add(clause.fault());
            }
            boolean all = result.hung() || clause == Clause.ARMS || (clause == Clause.EXPIRES && !result.admitted());
            for (Clause other : Clause.values()) {
                if (all || (clause == Clause.FEW_THREADS && other.opensMany())) {
                    untried.put(other, "not tried, because '" + clause + "' is broken");
                }
            }
        }
        return new ContractReport(descriptor, results);
    }

    private Result tried(Clause clause, Set<Fault> known) {
        boolean admitted = clause.fault() != null && descriptor.faults().contains(clause.fault());
        long start = System.nanoTime();
        Result result = triedOnce(clause, known, admitted);
        for (int i = 1;
                i < ATTEMPTS && isOpen(result.finding().state(), admitted) && System.nanoTime() - start < MOST_NANOS;
                i++) {
            result = triedOnce(clause, known, admitted);
        }
        return result;
    }

    /** A machine that stalls at the wrong moment may also hide an admitted fault. */
    private static boolean isOpen(State state, boolean admitted) {
        return state == State.NOT_TOLD || (admitted && state == State.KEPT);
    }

    private Result triedOnce(Clause clause, Set<Fault> known, boolean admitted) {
        FutureTask<Finding> task = new FutureTask<>(() -> {
            try (Trial trial = new Trial(descriptor, strategies, known, scope)) {
                return Finding.of(() -> clause.run(trial));
            }
        });
        Thread thread = new Thread(task, "afterglow-contract-" + clause);
        thread.setDaemon(true);
        thread.start();
        if (!ends(task, thread)) {
            Finding hangs = Finding.broken("hangs %s", Trial.whereIs(thread));
            thread.interrupt();
            return new Result(clause, hangs, admitted, true);
        }
        Finding finding;
        try {
            finding = task.get();
        } catch (ExecutionException e) {
            finding = Finding.broken("throws %s", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running '" + clause + "'", e);
        }
        return new Result(clause, finding, admitted, false);
    }

    private boolean ends(FutureTask<?> task, Thread thread) {
        long granularityMillis = descriptor.granularity().toMillis();
        long hang = HANG_MILLIS + 4 * scope.stay().toMillis() + 10 * granularityMillis;
        Patience patience = new Patience(hang);
        Patience longest = new Patience(STARVED_TIMES * hang);
        long most = STUCK_MILLIS + scope.stay().toMillis() + 2 * granularityMillis;
        long stuck = 0;
        while (!task.isDone()
                && stuck < most
                && (patience.nap(Patience.NAP_NANOS) || (waitsForCores(thread) && longest.nap(Patience.NAP_NANOS)))) {
            Thread.State state = thread.getState();
            stuck = state == Thread.State.BLOCKED || state == Thread.State.WAITING ? stuck + 1 : 0;
        }
        return task.isDone();
    }

    /** Whether a thread has something to do, and has had no core for most of the time: it is not the strategy that hangs. */
    private static boolean waitsForCores(Thread thread) {
        long nanos = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
        return thread.getState() == Thread.State.RUNNABLE && nanos >= 0 && nanos < HANG_MILLIS * 1_000_000 / 2;
    }
}
