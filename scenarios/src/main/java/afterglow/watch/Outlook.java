package afterglow.watch;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the timers of one class, by what was seen of them.
 *
 * @param trend in a word
 * @param because the figures that say so, for people
 * @param advice what to do about it; empty if nothing
 * @param staySeconds how long a timer stays, by Little's law; NaN unless level
 * @param level how many there will be; NaN unless they fill and deadlines tell
 * @param levelSeconds the time it takes from now; NaN likewise
 * @param fits whether they fit the heap at that level; true where that is not known
 */
public record Outlook(
        Trend trend,
        String because,
        String advice,
        double staySeconds,
        double level,
        double levelSeconds,
        boolean fits) {

    /** What timers do in the long run. */
    public enum Trend {
        LEVEL,
        FILLING,
        PILES_UP,
        BURST,
        CANNOT_TELL,
        /** They wait in those of another class, in whose row the verdict stands. */
        RIDES;

        /** For people and tables. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Fewer timers than this are not judged to pile up. */
    private static final long MANY = 1_000;
    /** Fewer timers than this have no row, and are no growth. */
    static final long FEW = 100;
    /** Of what is armed: growth below it is none. Of a queue: fewer cancelled or overdue tasks are no fault. */
    private static final double TENTH = 0.1;
    /** How far two ways to see one rate may differ. */
    private static final double AGREEMENT = 0.2;
    /** Two readings of one moment may lie so far apart. */
    private static final double SKEW_SECONDS = 2;

    private static final String BURST =
            "Nothing arms them now; unless they are periodic, they go as their deadlines pass. Watch again while the service"
                    + " is busy.";
    private static final String OVERDUE =
            "The scheduler's threads are blocked, or too few for its tasks: a thread dump shows what they do.";
    private static final String HELD =
            "A listener, a map or a list of yours refers to them: drop what is over. A heap dump shows which it is.";

    /** Judges one class. */
    public static Outlook of(Sighting seen) {
        String advice = seen.timer().advice();
        double rate = seen.arms().perSecond();
        if (seen.carrier() != null) {
            String host = seen.carrier().simpleName();
            return plain(Trend.RIDES, "If they pile up: " + advice, "they wait in %s: see there", host);
        }
        Outlook piled = seen.queues() == null ? null : pilesUp(seen, seen.queues());
        if (piled != null) {
            return piled;
        }
        if (rate == 0) {
            String because = "none was armed while that was traced";
            return seen.grown() > FEW
                    ? plain(Trend.CANNOT_TELL, advice, because + ", yet there are more: watch longer")
                    : plain(Trend.BURST, BURST, because + ": one burst, or periodic tasks");
        }
        Outlook filling = seen.queues() == null ? null : fillsUpTo(seen, seen.queues());
        if (filling != null) {
            return filling;
        }
        if (Double.isNaN(rate)) {
            return plain(Trend.CANNOT_TELL, advice, "the rate is unknown");
        }
        return seen.exact() ? byCounts(seen, rate) : byUpperBounds(seen, rate);
    }

    /** Whether many stay without need: in one queue, in all of them together, or outside. */
    private static @Nullable Outlook pilesUp(Sighting seen, List<TimerQueue> queues) {
        TimerQueue total = TimerQueue.total(queues);
        for (TimerQueue queue : Stream.concat(queues.stream(), Stream.of(total)).toList()) {
            double many = Math.max(MANY, TENTH * queue.queued());
            String of = text("of %,d in the queue of %s", queue.queued(), queue.thread());
            if (queue.cancelled() >= many) {
                return plain(Trend.PILES_UP, seen.timer().advice(), "%,d %s are cancelled", queue.cancelled(), of);
            }
            if (queue.overdue() >= many) {
                return plain(Trend.PILES_UP, OVERDUE, "%,d %s were due more than a second ago", queue.overdue(), of);
            }
        }
        double rate = seen.arms().perSecond();
        long held = seen.after() - total.queued();
        long grown = held - (seen.before() - total.before());
        boolean outside = seen.allQueuesSeen()
                && seen.exact()
                && held >= Math.max(MANY, TENTH * seen.after()) + rate * SKEW_SECONDS
                && (rate == 0 || grown > TENTH * rate * seen.seconds());
        String because =
                "%,d live, %,d of them in a queue: something holds the others though they fired or were removed";
        return outside ? plain(Trend.PILES_UP, HELD, because, seen.after(), total.queued()) : null;
    }

    /**
     * The level, by the queues in which what was armed soon after the first count is still there and is as much as the queue
     * grew: what it has left until its deadlines tells the rest. Null where there is no such queue, or where others grow too.
     */
    private static @Nullable Outlook fillsUpTo(Sighting seen, List<TimerQueue> queues) {
        double more = 0;
        double explained = 0;
        double levelSeconds = 0;
        double longest = 0;
        for (TimerQueue queue : queues) {
            double growth = (queue.queued() - queue.before()) / seen.seconds();
            double kept = queue.older() / (seen.seconds() / 2);
            boolean agree = Math.abs(kept - growth) <= AGREEMENT * Math.max(kept, growth);
            if (agree && queue.queued() - queue.before() >= FEW) {
                // The older half was armed three quarters of the time ago, on average.
                double timeout = queue.olderLeftMillis() / 1e3 / queue.older() + 0.75 * seen.seconds();
                double comes = Math.max(0, kept * timeout - queue.queued());
                more += comes;
                explained += growth;
                levelSeconds = Math.max(levelSeconds, comes / growth);
                longest = Math.max(longest, timeout);
            }
        }
        double needed = more * seen.bytesEach();
        boolean fits = needed < seen.freeBytes();
        if (explained == 0 || (fits && seen.growth() - explained > AGREEMENT * seen.growth())) {
            return null;
        }
        String because = text(
                "timeouts of %s: level at %,.0f in %s; needs %,.0f MB more, %,.0f MB are free: %s",
                inWords(longest),
                seen.after() + more,
                inWords(levelSeconds),
                needed / 1e6,
                seen.freeBytes() / 1e6,
                fits ? "fits" : "does not fit");
        return new Outlook(
                Trend.FILLING, because, onceLevel(seen), Double.NaN, seen.after() + more, levelSeconds, fits);
    }

    private static Outlook byUpperBounds(Sighting seen, double rate) {
        String because = "garbage is counted too: count without --no-gc, or watch for %,.0f s";
        return seen.after() > TENTH * rate * seen.seconds()
                ? plain(Trend.CANNOT_TELL, seen.timer().advice(), because, seen.after() / rate / TENTH)
                : level(seen, "");
    }

    private static Outlook byCounts(Sighting seen, double rate) {
        double armed = rate * seen.seconds();
        // Arms and ends that come at random differ by so much.
        double chance = 3 * Math.sqrt(2 * armed);
        double none = Math.max(TENTH * armed, chance);
        if (-seen.grown() > none) {
            return plain(Trend.LEVEL, "", "they become fewer");
        }
        // A small share of many arms, but much of what is there.
        boolean leak = seen.grown() >= MANY && seen.grown() > AGREEMENT * seen.after();
        if (seen.grown() <= none && !leak) {
            String grows = "; %.0f %% of what is armed adds to them: watch longer to see whether that goes on";
            return level(seen, seen.grown() > chance ? text(grows, 100 * seen.grown() / armed) : "");
        }
        if (seen.grown() > (1 + 2 * AGREEMENT) * armed + chance) {
            String because = "more came than were armed while that was traced: bursts; watch longer";
            return plain(Trend.CANNOT_TELL, seen.timer().advice(), because);
        }
        String deadlines = seen.queues() != null
                ? "the queues that were read do not explain the growth: "
                : "deadlines are unknown: "
                        + (TimerQueue.TASKS.contains(seen.timer().name()) ? "use --deadlines, or " : "");
        return plain(
                Trend.FILLING,
                onceLevel(seen),
                "%swatch again when the longest timeout has passed; at this growth the heap is full in %s",
                deadlines,
                inWords(seen.freeBytes() / seen.bytesEach() / seen.growth()));
    }

    private static String onceLevel(Sighting seen) {
        return "Their number is rate x timeout once it is level. "
                + seen.timer().advice();
    }

    private static Outlook level(Sighting seen, String grows) {
        double stay = seen.after() / seen.arms().perSecond();
        String because = text("each stays %s%.3g s%s", seen.exact() ? "" : "at most ", stay, grows);
        return new Outlook(Trend.LEVEL, because, "", stay, Double.NaN, Double.NaN, true);
    }

    /** Whether they will fill the heap, or stay in it without need. */
    public boolean guilty() {
        return trend == Trend.PILES_UP || !fits;
    }

    /** Whether it cannot be told that they level off. */
    public boolean open() {
        return trend == Trend.CANNOT_TELL || (trend == Trend.FILLING && Double.isNaN(level));
    }

    /** Seconds as people say them. */
    private static String inWords(double seconds) {
        if (seconds < 7_200) {
            return seconds < 120 ? text("%.0f s", seconds) : text("%.0f min", seconds / 60);
        }
        return seconds < 172_800 ? text("%.1f h", seconds / 3_600) : text("%,.0f days", seconds / 86_400);
    }

    private static Outlook plain(Trend trend, String advice, String because, Object... figures) {
        return new Outlook(trend, text(because, figures), advice, Double.NaN, Double.NaN, Double.NaN, true);
    }

    private static String text(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
