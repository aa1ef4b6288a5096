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
 * with the scheduler's own lateness: what stalls the machine stalls both.
 */
final class PlainScheduler implements AutoCloseable {

    /** How much later than the scheduler, on a quiet machine, expiries may be: half of them, four of five, and any one. */
    private static final long USUAL_MARGIN = 3 * MILLI;

    private static final double[] USUAL = {0.5, 0.8};
    private static final long MARGIN = 40 * MILLI;

    /** A scheduler so late says nothing about anything else. */
    private static final long DISTURBED = 300 * MILLI;

    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("contract-control");

    PlainScheduler() {
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /** A timeout that a lane and the scheduler were given. */
    static final class Both {

        private final Probe lane;
        private final long dueAt;
        private final Future<?> control;
        private volatile long controlAt;
        private long expiredAt;

        private Both(Probe lane, ScheduledThreadPoolExecutor scheduler) {
            this.lane = lane;
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

    Both arm(Probe lane, long nanos) {
        lane.arm(nanos);
        return new Both(lane, scheduler);
    }

    /** Whether the expiries of timeouts that are over came in time. */
    static Finding judged(List<Both> over, Trial trial, String where) {
        long granularity = trial.descriptor().granularity().toNanos();
        long most = quantile(over, 1, Both::excessNanos);
        long mostControl = quantile(over, 1, Both::controlLateness);
        boolean late = most > granularity + MARGIN + 3 * mostControl;
        for (double part : USUAL) {
            late |= quantile(over, part, Both::excessNanos)
                    > granularity + USUAL_MARGIN + 4 * quantile(over, part, Both::controlLateness);
        }
        String seen =
                "%d expiries%s: half of them up to %.1f ms later than a plain scheduler's (itself %.1f ms late), four of five up to %.1f ms, all up to %.0f ms (itself %.0f ms)";
        Object[] figures = {
            over.size(),
            where,
            millis(quantile(over, 0.5, Both::excessNanos)),
            millis(quantile(over, 0.5, Both::controlLateness)),
            millis(quantile(over, 0.8, Both::excessNanos)),
            millis(most),
            millis(mostControl)
        };
        if (late) {
            return Finding.broken(seen, figures);
        }
        return mostControl > DISTURBED
                ? Finding.notTold("the machine is too busy: a plain scheduler was %.0f ms late", millis(mostControl))
                : Finding.kept(seen, figures);
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
