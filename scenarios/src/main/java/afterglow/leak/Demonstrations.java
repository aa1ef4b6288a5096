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
            Map.entry("stale-tick", TimerFaults::staleTick),
            Map.entry("blocking-drain", TimerFaults::blockingDrain),
            Map.entry("overflow", HeapFaults::overflow),
            Map.entry("wrong-order", HeapFaults::wrongOrder),
            Map.entry("sift-down-only", HeapFaults::siftDownOnly),
            Map.entry("delay-scheduler-heap", HeapFaults::delaySchedulerHeap),
            Map.entry("blocking-handler", ThreadFaults::blockingHandler),
            Map.entry("timeout-per-hop", TimerFaults::timeoutPerHop),
            Map.entry("throwing-task", ThreadFaults::throwingTask),
            Map.entry("dead-scanner", ThreadFaults::deadScanner),
            Map.entry("guard-on-its-pool", ThreadFaults::guardOnItsPool),
            Map.entry("registered-too-late", TimerFaults::registeredTooLate),
            Map.entry("late-cancel", TimerFaults::lateCancel),
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
