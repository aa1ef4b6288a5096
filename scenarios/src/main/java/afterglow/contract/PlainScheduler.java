package afterglow.contract;

import static afterglow.contract.Deadlines.MILLI;

import afterglow.contract.Probe.Told;
import afterglow.timeout.DaemonThreads;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler of the JDK that is given the same deadlines as a strategy, and at the same time.
 *
 * <p>An expiry is late if it comes later than the scheduler's by more than the strategy's granularity and a margin that grows
 * with the scheduler's own lateness: what stalls the machine stalls both. It is in time if it comes within the margin while the
 * scheduler is in time as well. What lies in between is not told.
 */
final class PlainScheduler implements AutoCloseable {

    /** How much later than the scheduler, on a quiet machine, an expiry may be, if most are not. */
    private static final long MARGIN = 40 * MILLI;

    private static final long MUCH_LATER = 250 * MILLI;

    /** While the scheduler is no later, the machine lets expiries come in time; what part of a run that must be the case. */
    private static final long PROMPT = MILLI;

    private static final double LEAST_PROMPT = 0.25;

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("contract-control");

    PlainScheduler() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** A timeout that a lane and the scheduler were given. */
    static final class Both {

        private final Probe lane;
        private final long nanos;
        private final long dueAt;
        private final Future<?> control;
        private volatile long controlAt;
        private long expiredAt;

        private Both(Probe lane, ScheduledThreadPoolExecutor scheduler) {
            this.lane = lane;
            nanos = lane.lengthNanos();
            dueAt = lane.dueAtNanos();
            control = scheduler.schedule(
                    () -> {
                        controlAt = System.nanoTime();
                    },
                    dueAt - System.nanoTime(),
                    TimeUnit.NANOSECONDS);
        }

        Probe lane() {
            return lane;
        }

        long nanos() {
            return nanos;
        }

        /** Whether both expired; asked before the lane is disarmed. */
        boolean isOver() {
            @Nullable Told told = lane.expired() ? lane.lastLive() : null;
            expiredAt = told == null ? 0 : told.atNanos();
            return told != null && controlAt != 0;
        }

        void disarm() {
            lane.disarm();
            control.cancel(false);
        }

        private Lateness lateness() {
            return new Lateness(expiredAt - dueAt, controlAt - dueAt);
        }
    }

    /** How late the lane's expiry of a timeout came, and the scheduler's. */
    record Lateness(long nanos, long controlNanos) {

        private long excessNanos() {
            return nanos - controlNanos;
        }
    }

    /** Whether none of some timeouts of seconds came so much later than the scheduler's that no busy machine explains it. */
    static Finding notMuchLater(List<Both> over, Trial trial) {
        long most = trial.descriptor().granularity().toNanos() + MUCH_LATER;
        List<Lateness> later = over.stream()
                .map(Both::lateness)
                .filter(one -> one.excessNanos() > most)
                .toList();
        String seen = "%d of %d timeouts of a few seconds expired much later than a plain scheduler's"
                .formatted(later.size(), over.size());
        if (later.stream().anyMatch(one -> one.excessNanos() > most + 4 * one.controlNanos())) {
            return Finding.broken("%s", seen);
        }
        return later.isEmpty()
                ? Finding.kept("%s", seen)
                : Finding.notTold("the machine is too busy to tell: %s", seen);
    }

    Both arm(Probe lane, long nanos) {
        lane.arm(nanos);
        return new Both(lane, scheduler);
    }

    /**
     * Whether the expiries of timeouts that are over came in time.
     *
     * @param usualMargin how much later than the scheduler, on a quiet machine, four of five may be; 19 of 20 four times that, 49
     *     of 50 six times
     */
    static Finding judged(List<Both> over, Trial trial, long usualMargin, String where) {
        List<Lateness> lateness = over.stream().map(Both::lateness).toList();
        return judged(lateness, trial.descriptor().granularity().toNanos(), usualMargin, where);
    }

    static Finding judged(List<Lateness> over, long granularity, long usualMargin, String where) {
        long most = quantile(over, 1, Lateness::excessNanos);
        long mostControl = quantile(over, 1, Lateness::controlNanos);
        boolean late = most > granularity + MARGIN + 3 * mostControl
                || isLater(over, 0.5, granularity + usualMargin, 4)
                || isLater(over, 0.8, granularity + usualMargin, 4)
                || isLater(over, 0.95, granularity + 4 * usualMargin, 2)
                || isLater(over, 0.98, granularity + 6 * usualMargin, 2);
        String seen = "%d expiries%s: half of them up to %.1f ms later than a plain scheduler's, four of five up to "
                + "%.1f ms, 19 of 20 up to %.1f ms, 49 of 50 up to %.1f ms, all up to %.0f ms; "
                + "itself %.1f, %.1f and %.0f ms late";
        Object[] figures = {
            over.size(),
            where,
            millis(quantile(over, 0.5, Lateness::excessNanos)),
            millis(quantile(over, 0.8, Lateness::excessNanos)),
            millis(quantile(over, 0.95, Lateness::excessNanos)),
            millis(quantile(over, 0.98, Lateness::excessNanos)),
            millis(most),
            millis(quantile(over, 0.5, Lateness::controlNanos)),
            millis(quantile(over, 0.8, Lateness::controlNanos)),
            millis(mostControl)
        };
        if (late) {
            return Finding.broken(seen, figures);
        }
        List<Lateness> prompt =
                over.stream().filter(one -> one.controlNanos() <= PROMPT).toList();
        boolean inTime = (double) prompt.size() > LEAST_PROMPT * (double) over.size()
                && most <= granularity + MARGIN
                && quantile(prompt, 0.8, Lateness::nanos) <= granularity + usualMargin
                && quantile(prompt, 0.95, Lateness::nanos) <= granularity + 4 * usualMargin
                && quantile(prompt, 0.98, Lateness::nanos) <= granularity + 6 * usualMargin;
        return inTime
                ? Finding.kept(seen, figures)
                : Finding.notTold("the machine is too busy to tell: " + seen, figures);
    }

    /** Whether a share of the expiries is not within a margin and some times the noise of the machine. */
    private static boolean isLater(List<Lateness> over, double share, long margin, int times) {
        // A machine on which the scheduler is as often late, or behind the strategy, is busy.
        long noise = Math.max(
                quantile(over, share, Lateness::controlNanos), -quantile(over, 1 - share, Lateness::excessNanos));
        return quantile(over, share, Lateness::excessNanos) > margin + times * noise;
    }

    private static double millis(long nanos) {
        return nanos / (double) MILLI;
    }

    private static long quantile(List<Lateness> over, double part, ToLongFunction<Lateness> value) {
        long[] sorted = over.stream().mapToLong(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))];
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }
}
