package afterglow.accuracy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a few sends that a program guards as it likes, and what became of each: early, late, never, or struck by
 * the timer of another. Thread-safe.
 *
 * <p>A control sleeps beside the program, again and again. An expiry is late only by how much later than the control it is,
 * and a send is given up only after the control has woken many times since its deadline: a stalled machine is no fault.
 */
public final class SendDeadlines {

    /** So much later than the control is late. */
    public static final Duration LATE = Duration.ofMillis(400);

    private static final long CONTROL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int LOOKS = 500;

    private final List<Send> sends = new CopyOnWriteArrayList<>();

    /**
     * What became of the sends.
     *
     * @param never counts those that did not expire
     * @param strays counts the expiries that struck a send they were not armed for
     * @param machineNanos the longest that the control was late
     */
    public record Finding(long sends, Lateness lateness, long never, long strays, long machineNanos) {}

    private enum Cause {
        ANSWER,
        OWN_TIMER,
        STRAY_TIMER
    }

    /** How a send ended. It is set atomically: a thread that sees that the send is over also sees why. */
    private record End(Cause cause, long lateNanos) {}

    /** A send that nothing answers, unless the program says so. */
    public static final class Send {

        private final long nanos;
        private final AtomicReference<@Nullable End> end = new AtomicReference<>();
        private final long begunNanos = System.nanoTime();
        private int looks;

        private Send(long nanos) {
            this.nanos = nanos;
        }

        /** Its own timer fired; counts once, and only before it is over. */
        public void expire() {
            long lateNanos = System.nanoTime() - begunNanos - nanos;
            end.compareAndSet(null, new End(Cause.OWN_TIMER, Math.max(lateNanos, -Lateness.MOST_NANOS)));
        }

        /** A timer fired at it that was armed for one of the sends. */
        public void strike(Send armedFor) {
            if (armedFor == this) {
                expire();
            } else {
                end.compareAndSet(null, new End(Cause.STRAY_TIMER, 0));
            }
        }

        /** It was answered: nothing is due any more. */
        public void deliver() {
            end.compareAndSet(null, new End(Cause.ANSWER, 0));
        }

        /** Whether it is neither answered nor expired. */
        public boolean outstanding() {
            return end.get() == null;
        }

        private boolean due() {
            return outstanding() && nanos < Lateness.MOST_NANOS;
        }

        /** Whether it has been overdue at so many looks that it counts as never expiring. */
        private boolean givenUp() {
            return looks >= LOOKS;
        }

        private void look() {
            if (due() && System.nanoTime() - begunNanos > nanos) {
                looks++;
            }
        }
    }

    /** Begins a send whose deadline counts from now; one that is an hour off or more is not waited for. */
    public Send begin(Duration timeout) {
        Send send = new Send(timeout.toNanos());
        sends.add(send);
        return send;
    }

    /** Watches the sends that a thread begins, until each is over or given up, and the thread has ended or hangs. */
    public Finding watch(Thread program) {
        long machineNanos = 0;
        program.start();
        // The thread is asked first: once it has ended, every send that it began is there to be seen.
        while ((program.isAlive() && sends.stream().noneMatch(Send::givenUp))
                || sends.stream().anyMatch(send -> send.due() && !send.givenUp())) {
            long start = System.nanoTime();
            LockSupport.parkNanos(this, CONTROL_NANOS);
            machineNanos = Math.max(machineNanos, System.nanoTime() - start - CONTROL_NANOS);
            sends.forEach(Send::look);
        }
        long never = sends.stream()
                .filter(send -> send.givenUp() && send.outstanding())
                .count();
        List<End> ends = sends.stream()
                .map(send -> send.end.get())
                .filter(Objects::nonNull)
                .toList();
        Lateness lateness = new Lateness();
        ends.stream().filter(end -> end.cause() == Cause.OWN_TIMER).forEach(end -> lateness.record(end.lateNanos()));
        long strays =
                ends.stream().filter(end -> end.cause() == Cause.STRAY_TIMER).count();
        return new Finding(sends.size(), lateness, never, strays, machineNanos);
    }
}
