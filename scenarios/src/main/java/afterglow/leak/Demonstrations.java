package afterglow.leak;

import java.util.List;
import java.util.Optional;

/** The registry of demonstrations that need nothing but the JDK, in the order in which they are told. */
public final class Demonstrations {

    private static final List<Demonstration> ALL = List.of(
            of("time-after", new TimeAfter()),
            of("time-after-ticker", new TimeAfterTicker()),
            of("harmless-5ms", new TimeAfter()),
            of("cancelled-queued", new CancelledButQueued()),
            of("exceptional-completion", new ExceptionalCompletion()),
            of("or-timeout-failed", new OrTimeoutFailed()),
            of("any-of", new LosingFuture()),
            of("exit-callback", new ExitCallback()),
            of("no-handle", new NoHandle()),
            of("decorated-task", new DecoratedTask()),
            of("purge-too-rare", new PurgeTooRare()),
            of("cancel-flag", new CancelFlag()),
            of("timer-without-purge", new TimerWithoutPurge()),
            of("captured-payload", new CapturedPayload()),
            of("captured-message", new CapturedMessage()),
            of("captured-future", new CapturedFuture()),
            of("wheel-without-cancel-queue", new WheelWithoutCancelQueue()),
            of("unbounded-pending", new UnboundedPending()),
            of("overwritten-handle", new OverwrittenHandle()),
            of("outliving-timer", new OutlivingTimer()),
            of("pinned-handlers", new PinnedHandlers()),
            of("missed-table", new MissedTable()),
            of("linear-cancel", new LinearCancel()),
            of("one-lock", new OneLock()),
            of("spinning-tick", new SpinningTick()),
            of("stale-tick", new StaleTick()),
            of("blocking-drain", new BlockingDrain()),
            of("overflow", new Overflow()),
            of("wrong-order", new WrongOrder()),
            of("sift-down-only", new SiftDownOnly()),
            of("delay-scheduler-heap", new DelaySchedulerHeap()),
            of("blocking-handler", new BlockingHandler()),
            of("timeout-per-hop", new TimeoutPerHop()),
            of("throwing-task", new ThrowingTask()),
            of("dead-scanner", new DeadScanner()),
            of("guard-on-its-pool", new GuardOnItsPool()),
            of("registered-too-late", new RegisteredTooLate()),
            of("late-cancel", new LateCancel()),
            of("timer-per-request", new TimerPerRequest()),
            of("shutdown-waits", new ShutdownWaits()),
            of("open-sample", new OpenSample()),
            of("sentinel-scheduled", new SentinelScheduled()),
            of("two-keys", new TwoKeys()),
            of("inherited-context", new InheritedContext()),
            of("counted-off-twice", new CountedOffTwice()),
            of("no-core-thread", new NoCoreThread()));

    private Demonstrations() {}

    private static Demonstration of(String name, TwoForms forms) {
        return new Demonstration(Card.named(name), forms);
    }

    /** All of them. */
    public static List<Demonstration> all() {
        return ALL;
    }

    /** The one of a name. */
    public static Optional<Demonstration> named(String name) {
        return ALL.stream().filter(one -> one.card().name().equals(name)).findFirst();
    }
}
