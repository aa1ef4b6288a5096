package afterglow.leak;

import afterglow.accuracy.SendDeadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A timeout of Long.MAX_VALUE, meant as never, overflows to a deadline long past and fires at once; fixed by a limit. */
final class Overflow implements Demonstration {

    private static final Duration NEAR = Duration.ofMillis(200);

    private record Timer(SendDeadlines.Send send, long deadlineNanos) {}

    @Override
    public DeadlineScript program(boolean fixed) {
        return deadlines -> {
            long startNanos = System.nanoTime();
            Thread.sleep(1);
            List<Timer> timers = new ArrayList<>();
            for (Duration timeout : List.of(Duration.ofNanos(Long.MAX_VALUE), NEAR)) {
                SendDeadlines.Send send = deadlines.begin(timeout);
                timers.add(new Timer(send, add(fixed, System.nanoTime() - startNanos, timeout.toNanos())));
            }
            SendDeadlines.Send near = timers.get(1).send();
            // Once the near one has fired, every one that is due before it has.
            while (near.outstanding()) {
                Thread.sleep(1);
                long now = System.nanoTime() - startNanos;
                timers.stream()
                        .filter(timer -> timer.deadlineNanos() <= now)
                        .forEach(timer -> timer.send().expire());
            }
        };
    }

    private static long add(boolean withLimit, long now, long nanos) {
        return withLimit && nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    }
}
