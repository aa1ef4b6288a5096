package afterglow.contract;

import static afterglow.contract.Deadlines.HOUR;
import static afterglow.contract.Deadlines.MILLI;

import afterglow.timeout.DaemonThreads;
import afterglow.timeout.Fault;
import afterglow.timeout.TimeoutStrategy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A seeded script over many lanes: short, middling and very long timeouts are armed, and disarmed in any order, all the time.
 *
 * <p>A plain scheduler of the JDK is given every short deadline as well. An expiry is late if it comes later than the
 * scheduler's by more than the strategy's granularity and a margin that grows with the scheduler's own lateness: what stalls
 * the machine stalls both.
 */
final class Crowd {

    private static final int FEW = 64;
    private static final int MANY = 12_000;
    private static final int ATTEMPTS = 3;
    private static final int STEPS = 400;
    private static final int ARMS_A_STEP = 4;
    private static final int DISARMS_A_STEP = 2;

    /** How much later than the scheduler, on a quiet machine, half of the expiries may be, and any one of them. */
    private static final long USUAL_MARGIN = 3 * MILLI;

    private static final long MARGIN = 40 * MILLI;

    /** A scheduler so late says nothing about anything else. */
    private static final long DISTURBED = 300 * MILLI;

    private final TimeoutStrategy strategy;
    private final Random random;
    private final ScheduledThreadPoolExecutor scheduler = DaemonThreads.scheduler("contract-control");
    private final List<Member> idle = new ArrayList<>();
    private final List<Armed> waiting = new ArrayList<>();
    private final List<Armed> over = new ArrayList<>();
    private volatile long earliestNanos;

    private Crowd(TimeoutStrategy strategy, int lanes, long seed) {
        this.strategy = strategy;
        random = new Random(seed);
        scheduler.setRemoveOnCancelPolicy(true);
        for (int i = 0; i < lanes; i++) {
            idle.add(new Member());
        }
        Collections.shuffle(idle, random);
    }

    /** A lane, and what it has armed. */
    private final class Member {

        private final Probe probe = new Probe(strategy, this::told);
        private volatile @Nullable Armed armed;

        private void told(Probe.Told told) {
            Armed current = armed;
            if (current != null && told.live()) {
                current.expiredAt = told.atNanos();
                if (told.early()) {
                    earliestNanos = told.lengthNanos() - told.elapsedNanos();
                }
            }
        }
    }

    /** One armed timeout, and when it expired, here and in the scheduler; 0 for not yet. */
    private static final class Armed {

        private final Member member;
        private final long nanos;
        private final long dueAt;
        private volatile long expiredAt;
        private volatile long controlAt;
        private @Nullable Future<?> control;

        Armed(Member member, long nanos) {
            this.member = member;
            this.nanos = nanos;
            dueAt = System.nanoTime() + nanos;
        }

        boolean isOver() {
            return expiredAt != 0 && controlAt != 0;
        }

        long excessNanos() {
            return expiredAt - controlAt;
        }

        long controlLateness() {
            return controlAt - dueAt;
        }
    }

    static Finding onTime(Trial trial) {
        return judged(trial, FEW);
    }

    static Finding crowd(Trial trial) {
        return judged(trial, MANY);
    }

    /** Late in every attempt is late; so is a machine that stalls the strategy's thread alone, but not each time. */
    private static Finding judged(Trial trial, int lanes) {
        Finding finding = Finding.notTold("never tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Crowd crowd = new Crowd(trial.strategy(), lanes, trial.seed());
            try {
                finding = crowd.run(trial, lanes);
            } finally {
                crowd.end();
            }
            if (finding.state() == Finding.State.KEPT || crowd.lost() > 0) {
                return finding;
            }
        }
        return finding;
    }

    private Finding run(Trial trial, int lanes) {
        // Half of the crowd is armed for hours, in no order.
        for (int i = 0; i < lanes / 2; i++) {
            arm(HOUR + random.nextInt(1 << 20) * MILLI);
        }
        for (int step = 0; step < STEPS; step++) {
            for (int i = 0; i < ARMS_A_STEP && !idle.isEmpty(); i++) {
                int kind = random.nextInt(8);
                arm(kind == 0 ? HOUR : (kind < 6 ? 5 + random.nextInt(20) : 60 + random.nextInt(140)) * MILLI);
            }
            for (int i = 0; i < DISARMS_A_STEP && !waiting.isEmpty(); i++) {
                disarm(take(random.nextInt(waiting.size())));
            }
            nap(new Patience(1));
        }
        Patience patience = new Patience(trial.patienceMillis());
        while (waiting.stream().anyMatch(one -> one.control != null) && nap(patience)) {
            // The wait is the work.
        }
        return finding(trial, lanes);
    }

    private Finding finding(Trial trial, int lanes) {
        String where = lanes == FEW ? "" : " beside " + lanes + " open lanes";
        if (lost() > 0) {
            long longest = waiting.stream()
                    .filter(one -> one.control != null)
                    .mapToLong(one -> one.nanos / MILLI)
                    .max()
                    .orElse(0);
            return Finding.broken("%d of %d timeouts of up to %d ms never expired%s"
                    .formatted(lost(), lost() + over.size(), longest, where));
        }
        if (earliestNanos > 0 && !trial.has(Fault.EARLY)) {
            return Finding.broken("an expiry came %.3f ms early%s".formatted(millis(earliestNanos), where));
        }
        long granularity = trial.descriptor().granularity().toNanos();
        long usual = quantile(0.5, Armed::excessNanos);
        long usualControl = quantile(0.5, Armed::controlLateness);
        long most = quantile(1, Armed::excessNanos);
        long mostControl = quantile(1, Armed::controlLateness);
        String seen =
                "%d expiries%s: half of them up to %.1f ms later than a plain scheduler's (itself %.1f ms late), all up to %.0f ms (itself %.0f ms)"
                        .formatted(
                                over.size(),
                                where,
                                millis(usual),
                                millis(usualControl),
                                millis(most),
                                millis(mostControl));
        if (usual > granularity + USUAL_MARGIN + 4 * usualControl || most > granularity + MARGIN + 3 * mostControl) {
            return Finding.broken(seen);
        }
        return mostControl > DISTURBED
                ? Finding.notTold(
                        "the machine is too busy: a plain scheduler was %.0f ms late".formatted(millis(mostControl)))
                : Finding.kept(seen);
    }

    private static double millis(long nanos) {
        return nanos / (double) MILLI;
    }

    private long quantile(double part, ToLongFunction<Armed> value) {
        long[] sorted = over.stream().mapToLong(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))];
    }

    private long lost() {
        return waiting.stream()
                .filter(one -> one.control != null && one.expiredAt == 0)
                .count();
    }

    private void arm(long nanos) {
        Member member = idle.remove(idle.size() - 1);
        Armed next = new Armed(member, nanos);
        member.armed = next;
        member.probe.arm(nanos);
        if (nanos < HOUR) {
            next.control = scheduler.schedule(
                    () -> {
                        next.controlAt = System.nanoTime();
                    },
                    next.dueAt - System.nanoTime(),
                    TimeUnit.NANOSECONDS);
        }
        waiting.add(next);
    }

    private Armed take(int index) {
        Collections.swap(waiting, index, waiting.size() - 1);
        return waiting.remove(waiting.size() - 1);
    }

    private void disarm(Armed one) {
        one.member.probe.disarm();
        one.member.armed = null;
        if (one.control != null) {
            one.control.cancel(false);
        }
        idle.add(random.nextInt(idle.size() + 1), one.member);
    }

    /** Asks the lanes that wait for something short, takes in those that are over, and sleeps. */
    private boolean nap(Patience patience) {
        long sleep = Patience.NAP_NANOS;
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Armed one = waiting.get(i);
            if (one.control != null && one.isOver()) {
                over.add(take(i));
                disarm(one);
            } else if (one.control != null && one.expiredAt == 0) {
                sleep = Math.min(sleep, one.member.probe.parkNanos());
            }
        }
        return patience.nap(sleep);
    }

    private void end() {
        Probe.disarmSome(waiting.stream().map(one -> one.member.probe).toList());
        DaemonThreads.stop(scheduler);
    }
}
