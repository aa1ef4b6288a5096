package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A timer that cancels whatever its connection does. It fired for a statement that was answered meanwhile, and so ends the
 * next one; fixed by a state of each statement's own, which is checked first.
 */
final class LateCancel implements Demonstration {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofMillis(300);

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            AtomicReference<SendDeadlines.Send> current = new AtomicReference<>(deadlines.begin(FIRST));
            SendDeadlines.Send first = current.get();
            CountDownLatch connecting = new CountDownLatch(1);
            CountDownLatch connected = new CountDownLatch(1);
            Timers timers = new Timers("timers");
            var unused = timers.schedule(
                    () -> {
                        // A cancel goes by a connection of its own, which takes its time.
                        connecting.countDown();
                        connected.await();
                        if (!fixed || first.outstanding()) {
                            current.get().strike(first);
                        }
                        return null;
                    },
                    FIRST.toMillis(),
                    TimeUnit.MILLISECONDS);
            connecting.await();
            first.deliver();
            SendDeadlines.Send second = deadlines.begin(SECOND);
            current.set(second);
            connected.countDown();
            timers.after(SECOND, second::expire);
        };
    }
}
