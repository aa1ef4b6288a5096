package afterglow.leak;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Entries that say when they next expire; one that is over says never. */
final class SentinelScheduled implements Demonstration {

    @Override
    public Card card() {
        return Card.of(
                        "sentinel-scheduled",
                        "never is taken for a deadline",
                        "an entry that answers Long.MAX_VALUE is scheduled again as if that were a time, 292 years off; fixed by a"
                                + " check for it",
                        "jetty/jetty.project#11372")
                .expecting(Symptom.LEAKS, Symptom.CLEAN);
    }

    @Override
    public Program program(boolean fixed) {
        return new Expiries(fixed);
    }

    private record Expiries(Queue<Long> deadlines, boolean knowsNever) implements Program {

        Expiries(boolean knowsNever) {
            this(new PriorityQueue<>(), knowsNever);
        }

        @Override
        public void send(long timeoutNanos) {
            deadlines.add(System.nanoTime() + timeoutNanos);
            deadlines.poll();
            reschedule(Long.MAX_VALUE);
            dropOverdue();
        }

        private void reschedule(long expiresAtNanos) {
            if (!knowsNever || expiresAtNanos != Long.MAX_VALUE) {
                deadlines.add(expiresAtNanos - TimeUnit.SECONDS.toNanos(1));
            }
        }

        private void dropOverdue() {
            while (!deadlines.isEmpty() && deadlines.element() <= System.nanoTime()) {
                deadlines.poll();
            }
        }

        @Override
        public void close() {
            deadlines.clear();
        }
    }
}
