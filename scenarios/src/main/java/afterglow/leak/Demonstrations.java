package afterglow.leak;

import java.util.Map;
import java.util.Optional;

/** The registry of demonstrations that need nothing but the JDK. */
public final class Demonstrations {

    private static final Map<String, Demonstration> BY_NAME = Map.ofEntries(
            Map.entry("time-after", new TimeAfter()),
            Map.entry("time-after-ticker", new TimeAfterTicker()),
            Map.entry("harmless-5ms", new TimeAfter()),
            Map.entry("cancelled-queued", new CancelledButQueued()),
            Map.entry("exceptional-completion", new ExceptionalCompletion()),
            Map.entry("or-timeout-failed", new OrTimeoutFailed()),
            Map.entry("any-of", new LosingFuture()),
            Map.entry("exit-callback", new ExitCallback()),
            Map.entry("no-handle", new NoHandle()),
            Map.entry("decorated-task", new DecoratedTask()),
            Map.entry("purge-too-rare", new PurgeTooRare()),
            Map.entry("cancel-flag", new CancelFlag()),
            Map.entry("timer-without-purge", new TimerWithoutPurge()),
            Map.entry("captured-payload", new CapturedPayload()),
            Map.entry("captured-message", new CapturedMessage()),
            Map.entry("captured-future", new CapturedFuture()),
            Map.entry("wheel-without-cancel-queue", new WheelWithoutCancelQueue()),
            Map.entry("unbounded-pending", new UnboundedPending()),
            Map.entry("overwritten-handle", new OverwrittenHandle()),
            Map.entry("outliving-timer", new OutlivingTimer()),
            Map.entry("pinned-handlers", new PinnedHandlers()),
            Map.entry("missed-table", new MissedTable()),
            Map.entry("linear-cancel", new LinearCancel()),
            Map.entry("one-lock", new OneLock()),
            Map.entry("spinning-tick", new SpinningTick()),
            Map.entry("stale-tick", new StaleTick()),
            Map.entry("blocking-drain", new BlockingDrain()),
            Map.entry("overflow", new Overflow()),
            Map.entry("wrong-order", new WrongOrder()),
            Map.entry("sift-down-only", new SiftDownOnly()),
            Map.entry("delay-scheduler-heap", new DelaySchedulerHeap()),
            Map.entry("blocking-handler", new BlockingHandler()),
            Map.entry("timeout-per-hop", new TimeoutPerHop()),
            Map.entry("throwing-task", new ThrowingTask()),
            Map.entry("dead-scanner", new DeadScanner()),
            Map.entry("guard-on-its-pool", new GuardOnItsPool()),
            Map.entry("registered-too-late", new RegisteredTooLate()),
            Map.entry("late-cancel", new LateCancel()),
            Map.entry("timer-per-request", new TimerPerRequest()),
            Map.entry("shutdown-waits", new ShutdownWaits()),
            Map.entry("open-sample", new OpenSample()),
            Map.entry("sentinel-scheduled", new SentinelScheduled()),
            Map.entry("two-keys", new TwoKeys()),
            Map.entry("inherited-context", new InheritedContext()),
            Map.entry("counted-off-twice", new CountedOffTwice()),
            Map.entry("no-core-thread", new NoCoreThread()));

    private Demonstrations() {}

    public static Optional<Demonstration> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
