package afterglow.bench;

import afterglow.broadcast.Rehearsal;
import afterglow.timeout.Descriptor;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/** The benchmarks that time a strategy, in ns: which can take part, and how its operations become sends. */
public enum Subject {
    BROADCAST(BroadcastBenchmark.class, "broadcast", "subscribers"),
    /** Broadcasts all of whose sends are outstanding at once. */
    INFLIGHT(InFlightBenchmark.class, "broadcast", "outstanding"),
    ARM(ArmDisarmBenchmark.class, "armAndDisarm", null),
    /** A timeout opened, armed, disarmed and closed for each send. */
    REQUEST(RequestBenchmark.class, "request", null),
    /** Timers that are due at once; a send is here an expiry. */
    EXPIRY(ExpiryBenchmark.class, "expire", "storm"),
    /** Blocking broadcasts of several publishers. */
    CONTENTION(ContentionBenchmark.class, "broadcast", "subscribers"),
    /** The end of a broker; a send is here a close. */
    CLOSE(CloseBenchmark.class, "close", null);

    static final String FLOOR = "none";

    private final String benchmark;
    private final @Nullable String sendsParameter;

    Subject(Class<?> type, String method, @Nullable String sendsParameter) {
        this.benchmark = type.getName() + "." + method;
        this.sendsParameter = sendsParameter;
    }

    /** The subject of a benchmark, by its full name; empty for one that times no strategy. */
    static Optional<Subject> of(String benchmark) {
        return Stream.of(values())
                .filter(subject -> subject.benchmark.equals(benchmark))
                .findFirst();
    }

    /** What JMH is told to include: this benchmark and no other. */
    public String include() {
        return "^" + Pattern.quote(benchmark) + "$";
    }

    /** Why a strategy that this JDK can run cannot take part; empty if it can. */
    public Optional<String> absence(Descriptor strategy) {
        return Optional.ofNullable(
                switch (this) {
                    case BROADCAST, ARM, CONTENTION, CLOSE -> null;
                    case REQUEST -> inFlightAbsence(strategy);
                    // One timer for all lanes ends healthy sends, and what is void in some runs is measured in none.
                    case INFLIGHT ->
                        strategy.faults().contains(Fault.LATE)
                                ? "its lanes share one timer"
                                : inFlightAbsence(strategy);
                    case EXPIRY -> strategy.id().equals(FLOOR) ? null : expiryAbsence(strategy);
                });
    }

    private static @Nullable String inFlightAbsence(Descriptor strategy) {
        return strategy.inFlight() ? null : "it expires only a send that a thread waits for";
    }

    private static @Nullable String expiryAbsence(Descriptor strategy) {
        if (!strategy.alwaysExpires()) {
            return "it loses expiries";
        }
        return strategy.neverEarly() ? inFlightAbsence(strategy) : "it expires before the deadline";
    }

    /** Has a strategy play what the benchmark will ask of it, so that only those are timed that do the same work. */
    void rehearse(TimeoutStrategy timeouts, Descriptor strategy) {
        switch (this) {
            case INFLIGHT, EXPIRY -> Rehearsal.playInFlight(timeouts, strategy);
            case REQUEST -> Rehearsal.playRequests(timeouts, strategy);
            case BROADCAST, ARM, CONTENTION, CLOSE -> Rehearsal.play(timeouts, strategy);
        }
    }

    /** Whether an iteration may end while timers of sends that are over are still to expire. */
    boolean canAbandon() {
        return this != EXPIRY && this != CLOSE;
    }

    public int sendsPerOperation(BenchmarkParams point) {
        return sendsParameter == null ? 1 : Integer.parseInt(point.getParam(sendsParameter));
    }

    /** The time of one send in one iteration, in ns: of a storm from its first expiry to its last, of others the score. */
    public double nanosPerSend(BenchmarkParams point, IterationResult iteration) {
        double nanos = this == EXPIRY
                ? counted(iteration, "stormNanos")
                : iteration.getPrimaryResult().getScore();
        return nanos / sendsPerOperation(point);
    }

    /** What was allocated for one send in one iteration, by all threads, in B; NaN without the profiler {@code gc}. */
    public double bytesPerSend(BenchmarkParams point, IterationResult iteration) {
        Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
        return allocated == null ? Double.NaN : allocated.getScore() / sendsPerOperation(point);
    }

    /** One of the benchmark's own counts in one iteration: of {@link Outcomes}, or of a storm. */
    public static long counted(IterationResult iteration, String counter) {
        Result<?> result = iteration.getSecondaryResults().get(counter);
        if (result == null) {
            throw new IllegalArgumentException("the benchmark does not count '" + counter + "'");
        }
        return Math.round(result.getScore());
    }
}
