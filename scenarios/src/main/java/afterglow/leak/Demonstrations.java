package afterglow.leak;

import java.util.List;
import java.util.Optional;

/** The registry of demonstrations that need nothing but the JDK, in the order in which they are told. */
public final class Demonstrations {

    private static final List<Demonstration> ALL = List.of(
            new TimeAfter(),
            new TimeAfterTicker(),
            new HarmlessAt5Ms(),
            new CancelledButQueued(),
            new ExceptionalCompletion(),
            new OrTimeoutFailed(),
            new LosingFuture(),
            new ExitCallback(),
            new NoHandle(),
            new DecoratedTask(),
            new PurgeTooRare(),
            new CancelFlag(),
            new TimerWithoutPurge(),
            new CapturedPayload(),
            new CapturedMessage(),
            new CapturedFuture(),
            new WheelWithoutCancelQueue(),
            new UnboundedPending(),
            new OverwrittenHandle(),
            new OutlivingTimer(),
            new PinnedHandlers(),
            new MissedTable(),
            new LinearCancel(),
            new OneLock(),
            new SpinningTick(),
            new StaleTick(),
            new BlockingDrain(),
            new Overflow(),
            new WrongOrder(),
            new SiftDownOnly(),
            new DelaySchedulerHeap(),
            new BlockingHandler(),
            new TimeoutPerHop(),
            new ThrowingTask(),
            new DeadScanner(),
            new GuardOnItsPool(),
            new RegisteredTooLate(),
            new LateCancel(),
            new TimerPerRequest(),
            new ShutdownWaits(),
            new OpenSample(),
            new SentinelScheduled(),
            new TwoKeys(),
            new InheritedContext(),
            new CountedOffTwice(),
            new NoCoreThread());

    private Demonstrations() {}

    /** All of them. */
    public static List<Demonstration> all() {
        return ALL;
    }

    /** The one of a name. */
    public static Optional<Demonstration> named(String name) {
        return ALL.stream().filter(one -> one.card().name().equals(name)).findFirst();
    }
}
