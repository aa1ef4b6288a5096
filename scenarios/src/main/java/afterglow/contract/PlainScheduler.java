package afterglow.contract;

import static afterglow.contract.Deadlines.MILLI;
import static afterglow.contract.Finding.require;

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
 * with the scheduler's own lateness: what stalls the machine stalls both.
 */
final class PlainScheduler implements AutoCloseable {

    /** How much later than the scheduler, on a quiet machine, an expiry may be, if most are not. */
    private static final long MARGIN = 40 * MILLI;

    private static final long MUCH_LATER = 250 * MILLI;

    /** A scheduler so late says nothing about anything else. */
    private static final long DISTURBED = 300 * MILLI;

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

        private long excessNanos() {
            return expiredAt - controlAt;
        }

        private long controlLateness() {
            return controlAt - dueAt;
        }
    }

    /** Those that came so much later than the scheduler's that no busy machine explains it. */
    static List<Both> muchLater(List<Both> over, Trial trial) {
        long most = trial.descriptor().granularity().toNanos() + MUCH_LATER;
        return over.stream()
                .filter(one -> one.excessNanos() > most + 4 * one.controlLateness())
                .toList();
    }

    Both arm(Probe lane, long nanos) {
        lane.arm(nanos);
        return new Both(lane, scheduler);
    }

    /**
     * Whether the expiries of timeouts that are over came in time.
     *
     * @param usualMargin how much later than the scheduler, on a quiet machine, four of five may be; 19 of 20, four times that
     */
    static Finding judged(List<Both> over, Trial trial, long usualMargin, String where) {
        long granularity = trial.descriptor().granularity().toNanos();
        long most = quantile(over, 1, Both::excessNanos);
        long mostControl = quantile(over, 1, Both::controlLateness);
        boolean late = most > granularity + MARGIN + 3 * mostControl
                || isLater(over, 0.5, granularity + usualMargin, 4)
                || isLater(over, 0.8, granularity + usualMargin, 4)
                || isLater(over, 0.95, granularity + 4 * usualMargin, 2);
        String seen = "%d expiries%s: half of them up to %.1f ms later than a plain scheduler's, four of five up to "
                + "%.1f ms, 19 of 20 up to %.1f ms, all up to %.0f ms; itself %.1f, %.1f and %.0f ms late";
        Object[] figures = {
            over.size(),
            where,
            millis(quantile(over, 0.5, Both::excessNanos)),
            millis(quantile(over, 0.8, Both::excessNanos)),
            millis(quantile(over, 0.95, Both::excessNanos)),
            millis(most),
            millis(quantile(over, 0.5, Both::controlLateness)),
            millis(quantile(over, 0.8, Both::controlLateness)),
            millis(mostControl)
        };
        require(!late, seen, figures);
        return mostControl > DISTURBED
                ? Finding.notTold("the machine is too busy: a plain scheduler was %.0f ms late", millis(mostControl))
                : Finding.kept(seen, figures);
    }

    /** Whether a share of the expiries is not within a margin and some times the noise of the machine. */
    private static boolean isLater(List<Both> over, double share, long margin, int times) {
        // A machine on which the scheduler is as often late, or behind the strategy, is busy.
        long noise =
                Math.max(quantile(over, share, Both::controlLateness), -quantile(over, 1 - share, Both::excessNanos));
        return quantile(over, share, Both::excessNanos) > margin + times * noise;
    }

    private static double millis(long nanos) {
        return nanos / (double) MILLI;
    }

    private static long quantile(List<Both> over, double part, ToLongFunction<Both> value) {
        long[] sorted = over.stream().mapToLong(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))];
    }

    @Override
    public void close() {
        DaemonThreads.stop(scheduler);
    }
}
