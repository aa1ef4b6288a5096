package afterglow.contract;

import afterglow.contract.Finding.State;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import afterglow.timeout.Strategies;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The contract of one strategy: every {@link Clause}, run against fresh instances of it, in this JVM.
 *
 * <p>Every wait is bounded: a strategy that hangs or never fires is convicted. What the strategy admits to do wrong is run
 * all the same and must be seen to fail. No clause asks for speed. Threads are counted, so nothing else should start any
 * meanwhile.
 *
 * @param descriptor what the strategy says of itself
 * @param strategies makes a new instance at each call
 * @param scope how far it looks
 */
public record Contract(Descriptor descriptor, Supplier<TimeoutStrategy> strategies, Scope scope) {

    private static final long HANG_MILLIS = 30_000;

    /** A clause does not wait without a bound for longer than this, and as long as its threads may go on. */
    private static final long STUCK_MILLIS = 10_000;

    /** How often a fault is looked for that a strategy admits: a machine that stalls at the wrong moment may hide it. */
    private static final int ADMITTED_ATTEMPTS = 4;

    /** A contract of the least scope. */
    public Contract(Descriptor descriptor, Supplier<TimeoutStrategy> strategies) {
        this(descriptor, strategies, Scope.BRIEF);
    }

    /** The contract of a strategy in a registry. */
    public static Contract of(Strategies registry, String id) {
        return new Contract(registry.describe(id), () -> registry.create(id));
    }

    /** The same contract, looked into so far. */
    public Contract within(Scope other) {
        return new Contract(descriptor, strategies, other);
    }

    /** Runs every clause. */
    public Report check() {
        return check(result -> {});
    }

    /** Runs every clause and tells each result as it comes. */
    public Report check(Consumer<Result> onResult) {
        return run(List.of(Clause.values()), onResult);
    }

    /** Measures what is wrong with the strategy's deadlines, in about a second. */
    public Report deadlines() {
        return run(List.of(Clause.EXPIRES, Clause.NEVER_EARLY, Clause.NOT_PUT_OFF), result -> {});
    }

    /** Runs some clauses, and tells each result as it comes. */
    public Report run(List<Clause> clauses, Consumer<Result> onResult) {
        Set<Fault> known = EnumSet.noneOf(Fault.class);
        known.addAll(descriptor.faults());
        List<Result> results = new ArrayList<>();
        Optional<String> excuseForAll = Optional.empty();
        Optional<String> excuseForMany = Optional.empty();
        for (Clause clause : clauses) {
            Optional<String> untried = excuseForAll.isEmpty() && clause.opensMany() ? excuseForMany : excuseForAll;
            Optional<String> excuse = untried.or(() -> clause.excuse(known, descriptor.retention()));
            Fault fault = clause.fault();
            boolean admitted = fault != null && descriptor.faults().contains(fault);
            Attempt attempt = excuse.isPresent()
                    ? new Attempt(Finding.notApplicable(excuse.get()), false)
                    : attempt(clause, Set.copyOf(known));
            for (int i = 1; i < ADMITTED_ATTEMPTS && admitted && attempt.kept(); i++) {
                attempt = attempt(clause, Set.copyOf(known));
            }
            Result result = new Result(clause, attempt.finding(), admitted, attempt.hung());
            results.add(result);
            onResult.accept(result);
            if (attempt.finding().state() == State.BROKEN) {
                if (fault != null) {
                    known.add(fault);
                }
                if (clause == Clause.FEW_THREADS) {
                    excuseForMany = untried(clause);
                }
                if (attempt.hung() || clause == Clause.ARMS || (clause == Clause.EXPIRES && !admitted)) {
                    excuseForAll = untried(clause);
                }
            }
        }
        return new Report(descriptor, results);
    }

    private static Optional<String> untried(Clause broken) {
        return Optional.of("not tried, because '" + broken.id() + "' is broken");
    }

    /** What came of running a clause; one that hung has left its thread behind. */
    private record Attempt(Finding finding, boolean hung) {

        boolean kept() {
            return finding.state() == State.KEPT;
        }
    }

    private Attempt attempt(Clause clause, Set<Fault> known) {
        FutureTask<Finding> task = new FutureTask<>(() -> {
            try (Trial trial = new Trial(descriptor, strategies, known, scope)) {
                return clause.run(trial);
            }
        });
        Thread thread = start(task, clause.id());
        try {
            if (ends(task, thread)) {
                return new Attempt(task.get(), false);
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return new Attempt(Finding.broken("throws " + (cause == null ? e : cause)), false);
        } catch (InterruptedException e) {
            throw interrupted(clause.id(), e);
        }
        Attempt hung = new Attempt(Finding.broken("hangs " + Stacks.where(thread)), true);
        thread.interrupt();
        return hung;
    }

    private boolean ends(FutureTask<?> task, Thread thread) {
        Patience patience =
                new Patience(HANG_MILLIS + 10 * descriptor.granularity().toMillis());
        long most = STUCK_MILLIS
                + scope.stay().toMillis()
                + 2 * descriptor.granularity().toMillis();
        long stuck = 0;
        while (!task.isDone() && stuck < most && patience.nap(Patience.NAP_NANOS)) {
            stuck = switch (thread.getState()) {
                case BLOCKED, WAITING -> stuck + 1;
                default -> 0;
            };
        }
        return task.isDone();
    }

    private static Thread start(Runnable task, String name) {
        Thread thread = new Thread(task, "afterglow-contract-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static IllegalStateException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while running '" + what + "'", e);
    }
}
