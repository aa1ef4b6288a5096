package afterglow.leak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/** Requests that guard themselves by a {@link Timer}. */
final class TimerPerRequest implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "timer-per-request",
                        "a timer for each request",
                        "each java.util.Timer has a thread, which outlives the request; fixed by one timer for all",
                        "eclipse-ee4j/jersey#5588",
                        "microsoft/mssql-jdbc#150",
                        "resilience4j/resilience4j#1379")
                .wasting(Harm.THREADS)
                .expecting(Symptom.THREADS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Requests(fixed);
    }

    private static final class Requests implements Program {

        private final List<Timer> timers = new ArrayList<>();
        private final boolean shares;

        Requests(boolean shares) {
            this.shares = shares;
        }

        @Override
        public void send(long timeoutNanos) {
            if (!shares || timers.isEmpty()) {
                timers.add(new Timer("request-timer", true));
            }
            TimerTask task = new TimerTask() {
                @Override
                public void run() {
                    throw new IllegalStateException("every request is answered");
                }
            };
            timers.get(timers.size() - 1)
                    .schedule(task, Duration.ofNanos(timeoutNanos).toMillis());
            task.cancel();
        }

        @Override
        public void close() {
            timers.forEach(Timer::cancel);
        }
    }
}
